-- One row per buyer: how it began, and what the second purchase was.
-- key: customer_id
-- sorted by: customer_id
-- per customer: yes
-- apart by: customer_id
-- columns:
--   customer_id | VARCHAR | - | the customer
--   first_channel | VARCHAR | - | channel of the first purchase; of several in one hour the first by name
--   first_category | VARCHAR | - | category that brought most revenue on the first purchase day; the first by name when tied
--   second_category | VARCHAR | - | the same of the second purchase day
--   days_to_second | INTEGER | days | days from the first to the second purchase day; empty when there is none yet

with starts as (
    select customer_id, purchased_on, purchase_day_no, gap_days
    from purchase_days
    where purchase_day_no <= 2
),

-- The hour before the name, so that the smallest text is the earliest channel.
channels as (
    select
        starts.customer_id,
        substring(min(lpad(cast(coalesce(orders.ordered_hour, 0) as varchar), 2, '0') || orders.channel), 3) as first_channel
    from starts
    inner join orders on starts.customer_id = orders.customer_id and starts.purchased_on = orders.ordered_on
    where starts.purchase_day_no = 1 and orders.is_purchase and orders.channel is not null
    group by starts.customer_id
),

sums as (
    select
        starts.customer_id,
        starts.purchase_day_no,
        order_lines.category,
        sum(order_lines.revenue) as revenue
    from starts
    inner join order_lines on starts.customer_id = order_lines.customer_id and starts.purchased_on = order_lines.ordered_on
    where order_lines.category is not null and order_lines.revenue > 0
    group by starts.customer_id, starts.purchase_day_no, order_lines.category
),

placed as (
    select
        customer_id,
        purchase_day_no,
        category,
        row_number() over (partition by customer_id, purchase_day_no order by revenue desc, category) as place
    from sums
),

categories as (
    select
        customer_id,
        max(case when purchase_day_no = 1 then category end) as first_category,
        max(case when purchase_day_no = 2 then category end) as second_category
    from placed
    where place = 1
    group by customer_id
),

days as (
    select customer_id, max(gap_days) as days_to_second
    from starts
    group by customer_id
)

select
    days.customer_id,
    channels.first_channel,
    categories.first_category,
    categories.second_category,
    days.days_to_second
from days
left join channels on days.customer_id = channels.customer_id
left join categories on days.customer_id = categories.customer_id
