-- One row per month and stage: how many customers were in the stage at the end of the month, for a year and the month of the day.
-- key: month, stage
-- sorted by: month, stage
-- per customer: no
-- columns:
--   month | DATE | - | first day of the month
--   stage | VARCHAR | - | the stage
--   customers | BIGINT | customers | customers in it on the month's last day, or on the day in the month of the day
with months as (
    select cast(date_trunc('month', cast($as_of as date)) as date) - to_months(cast(n as integer)) as month from range(13) t (n)
),
ends as (
    select cast(month as date) as month, least(cast(month + to_months(1) as date) - 1, cast($as_of as date)) as last_on from months
)
select e.month, l.stage, count(*) as customers
from ends e
join lifecycle_changes l on coalesce(l.changed_on, date '1900-01-01') <= e.last_on and (l.ended_on is null or l.ended_on > e.last_on)
group by e.month, l.stage
