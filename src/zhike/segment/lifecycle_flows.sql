-- One row per change from one stage to another in the year up to the day: how many made it, and after how long.
-- key: previous_stage, stage
-- sorted by: previous_stage, stage
-- per customer: no
-- columns:
--   previous_stage | VARCHAR | - | the stage that was left
--   stage | VARCHAR | - | the stage that began
--   changes | BIGINT | - | changes from one to the other
--   customers | BIGINT | customers | customers who made it once at least
--   share | DOUBLE | share | share of all changes out of the stage that was left
--   median_days | DOUBLE | days | median days in the stage that was left; empty where nothing says when it began
with moved as (
    select customer_id, previous_stage, stage, changed_on,
           date_diff('day', lag(changed_on) over (partition by customer_id order by changed_on), changed_on) as days
    from lifecycle_changes
)
select previous_stage, stage, count(*) as changes, count(distinct customer_id) as customers,
       count(*) / sum(count(*)) over (partition by previous_stage) as share, median(days) as median_days
from moved
where previous_stage is not null and changed_on > cast($as_of as date) - 365
group by previous_stage, stage
