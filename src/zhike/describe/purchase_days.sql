-- One row per customer and day with at least one purchase: what was bought, and how far the days before and after are.
-- key: customer_id, purchased_on
-- sorted by: customer_id, purchased_on
-- per customer: no
-- apart by: customer_id
-- columns:
--   customer_id | VARCHAR | - | the customer
--   purchased_on | DATE | - | the day, in the workspace's time zone
--   purchase_day_no | BIGINT | - | 1 for the customer's first day with a purchase, 2 for the second, and so on
--   orders | BIGINT | orders | purchases on that day
--   revenue | DECIMAL(38,4) | money | revenue of these purchases, lines returned within them netted
--   previous_on | DATE | - | the customer's purchase day before this one; empty for the first
--   next_on | DATE | - | the customer's purchase day after this one; empty for the last one known
--   gap_days | INTEGER | days | days since the previous purchase day; empty for the first

-- Several orders on one day are one visit: a gap of 0 days would say nothing about when a customer comes back.
with days as (
    select
        customer_id,
        ordered_on as purchased_on,
        count(*) as orders,
        sum(revenue) as revenue
    from orders
    where is_purchase and customer_id is not null
    group by customer_id, ordered_on
)

select
    customer_id,
    purchased_on,
    row_number() over (partition by customer_id order by purchased_on) as purchase_day_no,
    orders,
    cast(revenue as decimal(38, 4)) as revenue,
    lag(purchased_on) over (partition by customer_id order by purchased_on) as previous_on,
    lead(purchased_on) over (partition by customer_id order by purchased_on) as next_on,
    cast(
        date_diff('day', lag(purchased_on) over (partition by customer_id order by purchased_on), purchased_on) as integer
    ) as gap_days
from days
