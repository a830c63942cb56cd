-- One row per acquisition channel and month since its customers were won: what each of them has brought by then.
-- key: channel, months_since
-- sorted by: channel, months_since
-- per customer: no
-- columns:
--   channel | VARCHAR | - | channel that brought the customers; empty text where it is not known
--   months_since | INTEGER | months | whole months since the month in which they were won; 0 is that month, 36 at most
--   customers | BIGINT | customers | customers who were won so many months ago at least, the month then having ended
--   revenue | DECIMAL(38,4) | money | revenue per customer up to the end of this month, returns netted
--   margin | DOUBLE | money | the same less the cost of goods: revenue times the share that the orders of known cost leave; empty when none is known

with won as (
    select
        customers.customer_id,
        coalesce(customers.acquisition_channel, '') as channel,
        year(coalesce(customers.registered_on, purchase_days.purchased_on)) * 12 + month(coalesce(customers.registered_on, purchase_days.purchased_on)) as month_no
    from customers
    left join purchase_days on customers.customer_id = purchase_days.customer_id and purchase_days.purchase_day_no = 1
    where coalesce(customers.registered_on, purchase_days.purchased_on) is not null
),

-- The last month that had ended by the as-of day: it ends on it, or before.
ended as (
    select year(cast($as_of as date) + interval 1 day) * 12 + month(cast($as_of as date) + interval 1 day) - 1 as month_no
),

rates as (
    select cast(sum(margin) as double) / nullif(cast(sum(case when margin is not null then revenue end) as double), 0) as margin_rate
    from orders
    where is_purchase
),

sizes as (
    select won.channel, least(ended.month_no - won.month_no, 36) as months, count(*) as customers
    from won
    cross join ended
    where won.month_no <= ended.month_no
    group by won.channel, least(ended.month_no - won.month_no, 36)
),

-- A customer counts in every month up to the last one that had ended: those of `months` and more.
watched as (
    select channel, unnest(generate_series(0, months)) as months_since, customers
    from sizes
),

observed as (
    select channel, months_since, sum(customers) as customers
    from watched
    group by channel, months_since
),

brought as (
    select
        won.channel,
        least(greatest(year(orders.ordered_on) * 12 + month(orders.ordered_on) - won.month_no, 0), 37) as months_since,
        sum(orders.revenue) as revenue
    from orders
    inner join won on orders.customer_id = won.customer_id
    cross join ended
    where year(orders.ordered_on) * 12 + month(orders.ordered_on) <= ended.month_no and won.month_no <= ended.month_no
    group by won.channel, least(greatest(year(orders.ordered_on) * 12 + month(orders.ordered_on) - won.month_no, 0), 37)
),

-- Each month's mean over the customers who were there to be watched; the sum of these means grows without a break.
each as (
    select
        observed.channel,
        observed.months_since,
        observed.customers,
        sum(coalesce(brought.revenue, 0) / observed.customers) over (
            partition by observed.channel order by observed.months_since
        ) as revenue
    from observed
    left join brought on observed.channel = brought.channel and observed.months_since = brought.months_since
)

select
    each.channel,
    cast(each.months_since as integer) as months_since,
    cast(each.customers as bigint) as customers,
    cast(each.revenue as decimal(38, 4)) as revenue,
    cast(each.revenue as double) * rates.margin_rate as margin
from each
cross join rates
