-- One row per customer: the stage of the lifecycle, since when and why, the customer's own rhythm, and the journey of a prospect.
-- key: customer_id
-- sorted by: customer_id
-- per customer: yes
-- apart by: customer_id
-- columns:
--   customer_id | VARCHAR | - | the customer
--   stage | VARCHAR | - | prospect, new, active, loyal, at_risk, dormant, lost or won_back
--   stage_since | DATE | - | the day on which it began
--   previous_stage | VARCHAR | - | the stage before; empty for the first one
--   stage_cause | VARCHAR | - | registered, purchase or late
--   days_in_stage | INTEGER | days | days since it began
--   own_gap_days | DOUBLE | days | the customer's own rhythm: days from one purchase to the next, leaning on everybody's
--   gaps_late | DOUBLE | - | days since the last purchase, in the customer's own gaps: 1 is when the next one is due
--   journey | VARCHAR | - | aware, considering, buying, loyal or recommending
-- The journey says how near a person came: known or seen (aware), looked at products or put one into the cart (considering),
-- bought (buying), bought as often as a loyal customer (loyal), or gave nine of ten and more as a recommendation (recommending).
with now_in as (
    select * from lifecycle_changes where ended_on is null
),
looked as (
    select distinct customer_id from events where event in ('product_view', 'add_to_cart', 'checkout') and customer_id is not null
),
recommends as (
    select customer_id, arg_max(score / scale_max, (given_at, source, feedback_id)) >= 0.9 as recommends
    from feedback where kind = 'nps' and scale_max > 0 and abs(score) <= scale_max and customer_id is not null group by customer_id
)
select c.customer_id, n.stage, n.changed_on as stage_since, n.previous_stage, n.cause as stage_cause,
       cast(date_diff('day', n.changed_on, cast($as_of as date)) as integer) as days_in_stage, n.own_gap_days,
       f.recency_days / n.own_gap_days as gaps_late,
       case when coalesce(r.recommends, false) and f.orders > 0 then 'recommending'
            when n.purchase_days >= $lifecycle_loyal then 'loyal' when n.purchase_days > 0 then 'buying'
            when l.customer_id is not null then 'considering' else 'aware' end as journey
from customers c
left join now_in n using (customer_id)
left join customer_features f using (customer_id)
left join looked l using (customer_id)
left join recommends r using (customer_id)
