-- One row per period, group of customers or purchases, habit and value of it: how often, and for how much, it was so.
-- key: period, dimension, group_name, habit, bucket
-- sorted by: period, dimension, group_name, habit
-- per customer: no
-- columns:
--   period | VARCHAR | - | all, or 12m: the twelve months to the as-of day
--   dimension | VARCHAR | - | what the group is one of: all, channel, source, region or cohort (year of the first purchase)
--   group_name | VARCHAR | - | the group; empty text where it is not known
--   habit | VARCHAR | - | time, basket, channel, category or gap
--   bucket | VARCHAR | - | time: weekday, 1 is Monday, and hour, as 3-14; basket: order lines, 10 for ten and more; gap: days up to 1, 3, 7, 14, 30, 60, 90, 180, 365, 9999; else a name
--   occasions | BIGINT | - | purchases; for category their lines, for gap the waits that ended in the period
--   revenue | DECIMAL(38,4) | money | revenue of these purchases or lines; for gap that of the purchase days that ended the wait

with buyers as (
    select
        purchase_days.customer_id,
        cast(year(purchase_days.purchased_on) as varchar) as cohort,
        coalesce(customers.province, customers.country, '') as region
    from purchase_days
    inner join customers on purchase_days.customer_id = customers.customer_id
    where purchase_days.previous_on is null
),

-- Each cube is made once, small, and then summed by every dimension: that is cheaper than asking ten million lines five times.
timed as (
    select
        'time' as habit,
        cast(isodow(orders.ordered_on) as varchar) || '-' || cast(orders.ordered_hour as varchar) as bucket,
        coalesce(orders.channel, '') as channel,
        orders.source,
        buyers.region,
        buyers.cohort,
        orders.ordered_on > cast($as_of as date) - interval 12 month as is_recent,
        count(*) as occasions,
        sum(orders.revenue) as revenue
    from orders
    inner join buyers on orders.customer_id = buyers.customer_id
    where orders.is_purchase and orders.ordered_hour is not null
    group by all
),

sized as (
    select
        least(orders.lines, 10) as lines,
        coalesce(orders.channel, '') as channel,
        orders.source,
        buyers.region,
        buyers.cohort,
        orders.ordered_on > cast($as_of as date) - interval 12 month as is_recent,
        count(*) as occasions,
        sum(orders.revenue) as revenue
    from orders
    inner join buyers on orders.customer_id = buyers.customer_id
    where orders.is_purchase
    group by all
),

sorted as (
    select
        coalesce(order_lines.category, '') as bucket,
        coalesce(order_lines.channel, '') as channel,
        order_lines.source,
        buyers.region,
        buyers.cohort,
        order_lines.ordered_on > cast($as_of as date) - interval 12 month as is_recent,
        count(*) as occasions,
        sum(order_lines.revenue) as revenue
    from order_lines
    inner join buyers on order_lines.customer_id = buyers.customer_id
    where order_lines.revenue > 0
    group by all
),

waited as (
    select
        case
            when gap_days <= 1 then '1' when gap_days <= 3 then '3' when gap_days <= 7 then '7' when gap_days <= 14 then '14'
            when gap_days <= 30 then '30' when gap_days <= 60 then '60' when gap_days <= 90 then '90'
            when gap_days <= 180 then '180' when gap_days <= 365 then '365' else '9999'
        end as bucket,
        buyers.region,
        buyers.cohort,
        purchase_days.purchased_on > cast($as_of as date) - interval 12 month as is_recent,
        count(*) as occasions,
        sum(purchase_days.revenue) as revenue
    from purchase_days
    inner join buyers on purchase_days.customer_id = buyers.customer_id
    where purchase_days.gap_days is not null
    group by all
),

-- A wait belongs to a customer, not to a channel or a source: there its names are empty, and their sums are left out below.
cube as (
    select habit, bucket, channel, source, region, cohort, is_recent, occasions, revenue from timed
    union all
    select 'basket', cast(lines as varchar), channel, source, region, cohort, is_recent, occasions, revenue from sized where lines > 0
    union all
    select 'channel', channel, channel, source, region, cohort, is_recent, occasions, revenue from sized where channel <> ''
    union all
    select 'category', bucket, channel, source, region, cohort, is_recent, occasions, revenue from sorted where bucket <> ''
    union all
    select 'gap', bucket, null, null, region, cohort, is_recent, occasions, revenue from waited
),

by_dimension as (
    select
        case
            when grouping(channel) = 0 then 'channel' when grouping(source) = 0 then 'source'
            when grouping(region) = 0 then 'region' when grouping(cohort) = 0 then 'cohort' else 'all'
        end as dimension,
        coalesce(channel, source, region, cohort, 'all') as group_name,
        (grouping(channel) = 1 or channel is not null) and (grouping(source) = 1 or source is not null) as is_known,
        habit,
        bucket,
        is_recent,
        sum(occasions) as occasions,
        sum(revenue) as revenue
    from cube
    group by grouping sets (
        (habit, bucket, is_recent), (habit, bucket, is_recent, channel), (habit, bucket, is_recent, source),
        (habit, bucket, is_recent, region), (habit, bucket, is_recent, cohort)
    )
),

by_period as (
    select 'all' as period, dimension, group_name, habit, bucket, occasions, revenue from by_dimension where is_known
    union all
    select '12m', dimension, group_name, habit, bucket, occasions, revenue from by_dimension where is_known and is_recent
)

select
    period,
    dimension,
    group_name,
    habit,
    bucket,
    cast(sum(occasions) as bigint) as occasions,
    cast(sum(revenue) as decimal(38, 4)) as revenue
from by_period
group by period, dimension, group_name, habit, bucket
