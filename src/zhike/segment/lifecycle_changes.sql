-- One row per change of a customer's lifecycle stage in the last 400 days, and the one that held at their beginning.
-- key: customer_id, changed_on, stage
-- sorted by: customer_id, changed_on
-- per customer: no
-- columns:
--   customer_id | VARCHAR | - | the customer
--   changed_on | DATE | - | the day on which the stage began; empty when nothing says since when the customer is known
--   stage | VARCHAR | - | prospect, new, active, loyal, at_risk, dormant, lost or won_back
--   previous_stage | VARCHAR | - | the stage before; empty for the first one
--   ended_on | DATE | - | the day on which the next stage began; empty while this one holds
--   cause | VARCHAR | - | registered; purchase; or late: no purchase for so many of the customer's own gaps
--   purchase_days | BIGINT | - | the customer's days with a purchase by then
--   own_gap_days | DOUBLE | days | the customer's own rhythm by then: days from one purchase to the next, leaning on everybody's
-- A customer's own gap after i purchases is (days from the first to the last of them + everybody's median gap) / i: it begins
-- with everybody's, and is more the customer's own with every purchase. Nothing here looks at what came later, so the stage
-- that a past day is given is the one that was told on that day.
with usual as (
    select coalesce(median(gap_days), 30) as gap from purchase_days
),
rhythm as (
    select p.customer_id, p.purchased_on, p.previous_on, p.next_on, p.purchase_day_no as no,
           min(p.purchased_on) over (partition by p.customer_id) as first_on, u.gap as usual_gap
    from purchase_days p cross join usual u
),
gaps as (
    select *,
           greatest($lifecycle_least_gap, (date_diff('day', first_on, purchased_on) + usual_gap) / no) as gap,
           case when no > 1 then greatest($lifecycle_least_gap, (date_diff('day', first_on, previous_on) + usual_gap) / (no - 1)) end as gap_before
    from rhythm
),
-- What the stage was right before a purchase, by how late it came, and right after it.
bought as (
    select customer_id, purchased_on, next_on, no, gap,
           date_diff('day', previous_on, purchased_on) / gap_before as late,
           case when no = 1 then 'new'
                when date_diff('day', previous_on, purchased_on) > ceil($lifecycle_dormant * gap_before) then 'won_back'
                when no >= $lifecycle_loyal then 'loyal' else 'active' end as stage
    from gaps
),
steps as (
    select customer_id, purchased_on as changed_on, stage, 'purchase' as cause, no, gap, 0 as passed
    from bought
    union all
    -- One row for each threshold that passed before the next purchase, or by the day.
    select b.customer_id, b.purchased_on + cast(ceil(t.gaps * b.gap) as integer) as changed_on, t.stage, 'late' as cause, b.no, b.gap, t.passed
    from bought b
    cross join (values (1, 'at_risk', $lifecycle_at_risk), (2, 'dormant', $lifecycle_dormant), (3, 'lost', $lifecycle_lost)) t (passed, stage, gaps)
    where b.purchased_on + cast(ceil(t.gaps * b.gap) as integer) < coalesce(b.next_on, cast($as_of as date) + 1)
    union all
    select c.customer_id, cast(c.registered_at as date) as changed_on, 'prospect' as stage, 'registered' as cause, 0 as no, null as gap, 0 as passed
    from customers c
    left join (select distinct customer_id, first_on from rhythm) r using (customer_id)
    where r.first_on is null or cast(c.registered_at as date) < r.first_on
),
-- A purchase that changes nothing, as the sixth of a loyal customer, is no step. Thresholds may pass on one day: in their order.
changes as (
    select *, lag(stage) over (partition by customer_id order by changed_on, no, passed) as previous_stage
    from steps
    qualify previous_stage is distinct from stage
)
select customer_id, changed_on, stage, previous_stage, lead(changed_on) over (partition by customer_id order by changed_on, no, passed) as ended_on,
       cause, cast(no as bigint) as purchase_days, cast(gap as double) as own_gap_days
from changes
qualify ended_on is null or ended_on > cast($as_of as date) - 400
