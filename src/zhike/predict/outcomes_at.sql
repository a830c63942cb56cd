-- One row per customer who had bought by the evening of $cutoff and bought again later: the first day on which they did.
-- Kept apart from inputs_at.sql: what comes after the cut-off must have no way into the inputs.
select
    customer_id,
    cast(min(date_diff('day', cast($cutoff as date), purchased_on)) as double) as days_until,
    arg_min(cast(revenue as double), purchased_on) as amount
from purchase_days
where hash(customer_id) % 1000 < $permille and purchased_on > cast($cutoff as date)
group by customer_id
order by customer_id
