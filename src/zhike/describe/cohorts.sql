-- One row per month of first purchase and month since then, up to the as-of month: who came back, and what they brought.
-- key: cohort_month, months_since
-- sorted by: cohort_month, months_since
-- per customer: no
-- columns:
--   cohort_month | DATE | - | first day of the month of the customers' first purchase
--   months_since | INTEGER | months | calendar months since then; 0 is the month of the first purchase itself
--   month | DATE | - | first day of the month the row is about
--   customers | BIGINT | customers | size of the cohort
--   active | BIGINT | customers | how many of them bought in the month
--   retention | DOUBLE | share | active / customers
--   orders | BIGINT | orders | purchases of the cohort in the month
--   revenue | DECIMAL(38,4) | money | revenue of the cohort in the month, returns of the month netted
--   cumulative_revenue | DECIMAL(38,4) | money | revenue of the cohort from month 0 to the month
--   cumulative_revenue_per_customer | DECIMAL(38,4) | money | cumulative_revenue / customers
--   is_complete | BOOLEAN | - | whether the month had ended by the as-of day

-- Months are counted as year * 12 + month - 1: one number, so that differences are plain subtraction.
with firsts as (
    select
        customer_id,
        year(purchased_on) * 12 + month(purchased_on) - 1 as cohort
    from purchase_days
    where previous_on is null
),

sizes as (
    select
        cohort,
        count(*) as customers
    from firsts
    group by cohort
),

triangle as (
    select
        cohort,
        customers,
        unnest(generate_series(cohort, year(cast($as_of as date)) * 12 + month(cast($as_of as date)) - 1)) as month_no
    from sizes
),

customer_months as (
    select
        customer_id,
        year(ordered_on) * 12 + month(ordered_on) - 1 as month_no,
        count(*) filter (where is_purchase) as orders,
        sum(revenue) as revenue
    from orders
    where customer_id is not null
    group by customer_id, year(ordered_on) * 12 + month(ordered_on) - 1
),

activity as (
    select
        firsts.cohort,
        customer_months.month_no,
        count(*) filter (where customer_months.orders > 0) as active,
        sum(customer_months.orders) as orders,
        sum(customer_months.revenue) as revenue
    from firsts
    inner join customer_months on firsts.customer_id = customer_months.customer_id
    group by firsts.cohort, customer_months.month_no
),

filled as (
    select
        triangle.cohort,
        triangle.month_no,
        triangle.customers,
        coalesce(activity.active, 0) as active,
        coalesce(activity.orders, 0) as orders,
        coalesce(activity.revenue, 0) as revenue,
        sum(coalesce(activity.revenue, 0)) over (
            partition by triangle.cohort order by triangle.month_no
        ) as cumulative_revenue
    from triangle
    left join activity on triangle.cohort = activity.cohort and triangle.month_no = activity.month_no
)

select
    make_date(cohort // 12, cohort % 12 + 1, 1) as cohort_month,
    cast(month_no - cohort as integer) as months_since,
    make_date(month_no // 12, month_no % 12 + 1, 1) as month,
    customers,
    active,
    cast(active as double) / customers as retention,
    cast(orders as bigint) as orders,
    cast(revenue as decimal(38, 4)) as revenue,
    cast(cumulative_revenue as decimal(38, 4)) as cumulative_revenue,
    cast(cumulative_revenue / customers as decimal(38, 4)) as cumulative_revenue_per_customer,
    -- The month has ended when the first day of the next one is at most one day after the as-of day.
    date_diff('day', make_date((month_no + 1) // 12, (month_no + 1) % 12 + 1, 1), cast($as_of as date)) >= -1 as is_complete
from filled
