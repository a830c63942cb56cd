-- One row per group, number of the purchase and week since the one before: which share had not bought again (Kaplan–Meier).
-- key: dimension, group_name, purchase_no, days
-- sorted by: dimension, group_name, purchase_no, days
-- per customer: no
-- columns:
--   dimension | VARCHAR | - | what the group is one of: all, channel or category (of the first purchase), region, or cohort (its year)
--   group_name | VARCHAR | - | the group; empty text where it is not known
--   purchase_no | INTEGER | - | 2 for the wait from the first to the second purchase day, and so on, to 5
--   days | INTEGER | days | days since the purchase before; multiples of 7, two years at most
--   at_risk | BIGINT | customers | customers who had waited so long at least, without buying and without the as-of day having come
--   bought | BIGINT | customers | customers who had bought again within these days
--   survival | DOUBLE | share | estimated share who have not bought again within these days
--   low | DOUBLE | share | lower end of the 95 % band: Greenwood's variance on the log(-log) scale
--   high | DOUBLE | share | upper end of the band

with buyers as (
    select
        first_purchases.customer_id,
        coalesce(first_purchases.first_channel, '') as channel,
        coalesce(first_purchases.first_category, '') as category,
        coalesce(customers.province, customers.country, '') as region,
        cast(year(purchase_days.purchased_on) as varchar) as cohort
    from first_purchases
    inner join customers on first_purchases.customer_id = customers.customer_id
    inner join purchase_days on first_purchases.customer_id = purchase_days.customer_id and purchase_days.purchase_day_no = 1
),

waits as (
    select
        buyers.channel,
        buyers.category,
        buyers.region,
        buyers.cohort,
        cast(purchase_days.purchase_day_no + 1 as integer) as purchase_no,
        -- What happens after two years is one day more here: it is at risk to the end, and nothing of it is shown.
        least(date_diff('day', purchase_days.purchased_on, coalesce(purchase_days.next_on, cast($as_of as date))), 729) as days,
        purchase_days.next_on is not null as has_bought,
        count(*) as customers
    from purchase_days
    inner join buyers on purchase_days.customer_id = buyers.customer_id
    where purchase_days.purchase_day_no <= 4
    group by all
),

grouped as (
    select
        case
            when grouping(channel) = 0 then 'channel' when grouping(category) = 0 then 'category'
            when grouping(region) = 0 then 'region' when grouping(cohort) = 0 then 'cohort' else 'all'
        end as dimension,
        coalesce(channel, category, region, cohort, 'all') as group_name,
        purchase_no,
        days,
        sum(case when has_bought then customers else 0 end) as events,
        sum(customers) as leaving
    from waits
    group by grouping sets (
        (purchase_no, days), (purchase_no, days, channel), (purchase_no, days, category), (purchase_no, days, region),
        (purchase_no, days, cohort)
    )
),

grid as (
    select dimension, group_name, purchase_no, unnest(generate_series(0, max(days))) as days
    from grouped
    group by dimension, group_name, purchase_no
),

risks as (
    select
        grid.dimension,
        grid.group_name,
        grid.purchase_no,
        grid.days,
        cast(coalesce(grouped.events, 0) as double) as events,
        cast(sum(coalesce(grouped.leaving, 0)) over (
            partition by grid.dimension, grid.group_name, grid.purchase_no order by grid.days desc
        ) as double) as at_risk
    from grid
    left join grouped on grid.dimension = grouped.dimension and grid.group_name = grouped.group_name
        and grid.purchase_no = grouped.purchase_no and grid.days = grouped.days
),

-- The product of (1 - d/n) as a sum of logarithms; where all at risk buy, its logarithm is left out and survival is 0 from there on.
summed as (
    select
        dimension,
        group_name,
        purchase_no,
        days,
        at_risk,
        sum(events) over upwards as bought,
        sum(case when events < at_risk then ln(1 - events / at_risk) else 0 end) over upwards as log_survival,
        sum(case when events < at_risk then events / (at_risk * (at_risk - events)) else 0 end) over upwards as greenwood,
        max(case when events = at_risk then 1 else 0 end) over upwards as is_over
    from risks
    window upwards as (partition by dimension, group_name, purchase_no order by days)
),

-- log(-log S) has the standard error √greenwood / |log S|; where nobody has bought, or all have, there is no band.
banded as (
    select
        *,
        case when is_over = 1 then 0 else exp(log_survival) end as survival,
        case when is_over = 0 and log_survival < 0 then exp(1.959963984540054 * sqrt(greenwood) / abs(log_survival)) end as width
    from summed
)

select
    dimension,
    group_name,
    purchase_no,
    cast(days as integer) as days,
    cast(at_risk as bigint) as at_risk,
    cast(bought as bigint) as bought,
    cast(survival as double) as survival,
    cast(coalesce(power(survival, width), survival) as double) as low,
    cast(coalesce(power(survival, 1 / width), survival) as double) as high
from banded
where mod(days, 7) = 0 and days <= 728
