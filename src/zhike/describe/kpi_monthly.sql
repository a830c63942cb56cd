-- One row per month from the first order to the as-of month: how many bought, who is new, who came back, what it brought.
-- key: month
-- sorted by: month
-- per customer: no
-- columns:
--   month | DATE | - | first day of the month
--   is_complete | BOOLEAN | - | whether the month had ended by the as-of day
--   customers | BIGINT | customers | active customers: known customers with at least one purchase in the month
--   new_customers | BIGINT | customers | of these, the ones whose first purchase ever is in the month
--   returning_customers | BIGINT | customers | of these, the ones who had bought in an earlier month
--   repeat_rate | DOUBLE | share | returning_customers / customers
--   retained_customers | BIGINT | customers | customers active in the month before and in this one
--   retention | DOUBLE | share | retained_customers / active customers of the month before
--   churned | BIGINT | customers | customers for whom the 90th day without a purchase falls in the month
--   reactivated | BIGINT | purchase days | purchase days in the month after more than 90 days without one: churned customers who came back
--   orders | BIGINT | orders | purchases, of known and unknown buyers
--   units | DECIMAL(38,4) | units | units in these purchases
--   revenue | DECIMAL(38,4) | money | revenue of the month, returns booked in the month netted
--   margin | DECIMAL(38,4) | money | revenue less cost of goods, over the orders whose cost is known; empty when none is
--   returns_amount | DECIMAL(38,4) | money | value of what came back, as a positive amount
--   average_order_value | DECIMAL(38,4) | money | revenue of the purchases / orders; returns booked as documents of their own are not netted
--   revenue_per_customer | DECIMAL(38,4) | money | revenue of known customers / customers
--   new_revenue | DECIMAL(38,4) | money | revenue of the new customers in the month
--   returning_revenue | DECIMAL(38,4) | money | revenue of all other known customers, returns included
--   anonymous_revenue | DECIMAL(38,4) | money | revenue of orders without a known customer

-- Months are counted as year * 12 + month - 1: one number, so that the month before is one less.
with months as (
    select unnest(
        generate_series(
            min(year(ordered_on) * 12 + month(ordered_on) - 1),
            max(year(cast($as_of as date)) * 12 + month(cast($as_of as date)) - 1)
        )
    ) as month_no
    from orders
),

sales as (
    select
        year(ordered_on) * 12 + month(ordered_on) - 1 as month_no,
        count(*) filter (where is_purchase) as orders,
        sum(units) filter (where is_purchase) as units,
        sum(revenue) filter (where is_purchase) as purchase_revenue,
        sum(revenue) as revenue,
        sum(margin) as margin,
        sum(returned_amount) as returns_amount,
        sum(revenue) filter (where customer_id is null) as anonymous_revenue
    from orders
    group by year(ordered_on) * 12 + month(ordered_on) - 1
),

firsts as (
    select
        customer_id,
        year(purchased_on) * 12 + month(purchased_on) - 1 as first_month_no
    from purchase_days
    where previous_on is null
),

first_month_revenue as (
    select
        firsts.first_month_no as month_no,
        sum(orders.revenue) as new_revenue
    from firsts
    inner join orders
        on
            firsts.customer_id = orders.customer_id
            and firsts.first_month_no = year(orders.ordered_on) * 12 + month(orders.ordered_on) - 1
    group by firsts.first_month_no
),

-- A purchase day opens a customer's month when the one before lies in an earlier month: no distinct count is needed.
visits as (
    select
        year(purchased_on) * 12 + month(purchased_on) - 1 as month_no,
        year(previous_on) * 12 + month(previous_on) - 1 as previous_month_no,
        gap_days
    from purchase_days
),

active as (
    select
        month_no,
        count(*) filter (where previous_month_no is null or previous_month_no < month_no) as customers,
        count(*) filter (where previous_month_no is null) as new_customers,
        count(*) filter (where previous_month_no < month_no) as returning_customers,
        count(*) filter (where previous_month_no = month_no - 1) as retained_customers,
        count(*) filter (where gap_days > 90) as reactivated
    from visits
    group by month_no
),

-- The 90th day must have passed by the as-of day: a customer is not lost for lack of data.
lapses as (
    select purchased_on + interval 90 day as churned_on
    from purchase_days
    where
        date_diff('day', purchased_on, coalesce(next_on, cast($as_of as date) + interval 1 day)) > 90
        and date_diff('day', purchased_on, cast($as_of as date)) >= 90
),

losses as (
    select
        year(churned_on) * 12 + month(churned_on) - 1 as month_no,
        count(*) as churned
    from lapses
    group by year(churned_on) * 12 + month(churned_on) - 1
),

joined as (
    select
        months.month_no,
        coalesce(active.customers, 0) as customers,
        lag(coalesce(active.customers, 0)) over (order by months.month_no) as customers_before,
        coalesce(active.new_customers, 0) as new_customers,
        coalesce(active.returning_customers, 0) as returning_customers,
        coalesce(active.retained_customers, 0) as retained_customers,
        coalesce(active.reactivated, 0) as reactivated,
        coalesce(losses.churned, 0) as churned,
        coalesce(sales.orders, 0) as orders,
        coalesce(sales.units, 0) as units,
        coalesce(sales.purchase_revenue, 0) as purchase_revenue,
        coalesce(sales.revenue, 0) as revenue,
        sales.margin,
        coalesce(sales.returns_amount, 0) as returns_amount,
        coalesce(first_month_revenue.new_revenue, 0) as new_revenue,
        coalesce(sales.anonymous_revenue, 0) as anonymous_revenue
    from months
    left join sales on months.month_no = sales.month_no
    left join active on months.month_no = active.month_no
    left join losses on months.month_no = losses.month_no
    left join first_month_revenue on months.month_no = first_month_revenue.month_no
)

select
    make_date(month_no // 12, month_no % 12 + 1, 1) as month,
    -- The month has ended when the first day of the next one is at most one day after the as-of day.
    date_diff('day', make_date((month_no + 1) // 12, (month_no + 1) % 12 + 1, 1), cast($as_of as date)) >= -1 as is_complete,
    customers,
    new_customers,
    returning_customers,
    cast(returning_customers as double) / nullif(customers, 0) as repeat_rate,
    retained_customers,
    cast(retained_customers as double) / nullif(customers_before, 0) as retention,
    churned,
    reactivated,
    orders,
    cast(units as decimal(38, 4)) as units,
    cast(revenue as decimal(38, 4)) as revenue,
    cast(margin as decimal(38, 4)) as margin,
    cast(returns_amount as decimal(38, 4)) as returns_amount,
    cast(purchase_revenue / nullif(orders, 0) as decimal(38, 4)) as average_order_value,
    cast((revenue - anonymous_revenue) / nullif(customers, 0) as decimal(38, 4)) as revenue_per_customer,
    cast(new_revenue as decimal(38, 4)) as new_revenue,
    cast(revenue - anonymous_revenue - new_revenue as decimal(38, 4)) as returning_revenue,
    cast(anonymous_revenue as decimal(38, 4)) as anonymous_revenue
from joined
