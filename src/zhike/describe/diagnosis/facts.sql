-- One row per order and product category in it, from $first to $last: by what it can be told apart, and what it adds to each KPI.
-- Everything here adds up: the sums over any set of rows are the KPIs of that set. What counts whole orders or customers stands
-- on the row of the order's main category alone, so that an order of two categories is not counted twice.
with chosen as (
    select
        source,
        order_id,
        customer_id,
        ordered_on,
        cast(year(ordered_on) * 12 + month(ordered_on) - 1 as integer) as month_no,
        channel,
        store,
        case when coupon is null then 'no' else 'yes' end as coupon,
        is_purchase,
        cast(revenue as double) as revenue,
        cast(margin as double) as margin,
        cast(units as double) as units,
        cast(returned_amount as double) as returned
    from orders
    where ordered_on between cast($first as date) and cast($last as date)
),

parts as (
    select
        source,
        order_id,
        category,
        cast(sum(revenue) as double) as revenue,
        cast(sum(quantity) as double) as units,
        case when count(line_cost) = count(*) then cast(sum(line_cost) as double) end as cost
    from order_lines
    where ordered_on between cast($first as date) and cast($last as date)
    group by source, order_id, category
),

wholes as (
    select
        source,
        order_id,
        sum(revenue) as revenue,
        case when count(cost) = count(*) then sum(cost) end as cost,
        -- The category that brings most; the first by name when tied.
        max_by(coalesce(category, ''), (revenue, coalesce(category, ''))) as main
    from parts
    group by source, order_id
),

-- A customer's first purchase day in a month: it carries the customer, and says what the customer was before.
visits as (
    select
        customer_id,
        cast(year(purchased_on) * 12 + month(purchased_on) - 1 as integer) as month_no,
        purchased_on,
        orders,
        previous_on is null as is_first,
        gap_days > 90 as came_back,
        previous_on >= date_trunc('month', purchased_on) - interval 1 month as is_retained,
        purchase_day_no - 1 as before
    from purchase_days
    where
        purchased_on between cast($first as date) and cast($last as date)
        and (previous_on is null or previous_on < date_trunc('month', purchased_on))
),

people as (
    select
        c.customer_id,
        c.kind,
        c.gender,
        c.province,
        c.city,
        c.acquisition_channel,
        case
            when f.age_years < 25 then 'under 25'
            when f.age_years < 35 then '25-34'
            when f.age_years < 45 then '35-44'
            when f.age_years < 55 then '45-54'
            when f.age_years >= 55 then '55 and over'
        end as age,
        cast(year(f.first_purchase_on) * 12 + month(f.first_purchase_on) - 1 as integer) as first_month_no
    from customers c
    left join customer_features f on c.customer_id = f.customer_id
),

told as (
    select
        o.*,
        p.category,
        coalesce(p.category, '') = coalesce(w.main, '') as is_main,
        case
            when w.main is null then 1.0
            when w.revenue = 0 then cast(coalesce(p.category, '') = w.main as double)
            else p.revenue / w.revenue
        end as share,
        coalesce(p.units, o.units, 0) as part_units,
        -- What an order cost is shared out as its lines say, where they say it.
        case when w.cost > 0 then p.cost / w.cost end as share_of_cost,
        c.kind,
        c.gender,
        c.age,
        c.province,
        c.city,
        c.acquisition_channel,
        case
            when o.customer_id is null then 'unknown'
            when v.is_first then 'new'
            when v.came_back then 'came back'
            else 'returning'
        end as buyer,
        case
            when o.customer_id is null then null
            when v.before = 0 then '0'
            when v.before = 1 then '1'
            when v.before < 5 then '2-4'
            when v.before >= 5 then '5 and more'
        end as purchases_before,
        case
            when c.first_month_no is null then null
            when o.month_no - c.first_month_no <= 0 then 'the same month'
            when o.month_no - c.first_month_no <= 3 then '1-3 months ago'
            when o.month_no - c.first_month_no <= 12 then '4-12 months ago'
            else 'over a year ago'
        end as cohort,
        -- Several orders on that day carry the customer together.
        case when o.is_purchase and o.ordered_on = v.purchased_on then 1.0 / v.orders else 0.0 end as customer,
        v.is_first,
        v.is_retained
    from chosen o
    left join parts p on o.source = p.source and o.order_id = p.order_id
    left join wholes w on o.source = w.source and o.order_id = w.order_id
    left join people c on o.customer_id = c.customer_id
    left join visits v on o.customer_id = v.customer_id and o.month_no = v.month_no
)

select
    month_no,
    source,
    channel,
    store,
    coupon,
    category,
    buyer,
    purchases_before,
    cohort,
    acquisition_channel,
    province,
    city,
    kind,
    gender,
    age,
    customer_id,
    revenue * share as revenue,
    case when is_main and is_purchase then 1.0 else 0.0 end as orders,
    case when is_main and is_purchase then revenue else 0.0 end as purchase_revenue,
    case when is_purchase then part_units else 0.0 end as units,
    coalesce(revenue * share - (revenue - margin) * coalesce(share_of_cost, share), 0) as margin,
    case when margin is null then 0.0 else revenue * share end as costed_revenue,
    returned * share as returns_amount,
    case when is_main then customer else 0.0 end as customers,
    case when is_main and is_first then customer else 0.0 end as new_customers,
    case when is_main and not is_first then customer else 0.0 end as returning_customers,
    case when is_main and is_retained then customer else 0.0 end as retained_customers,
    case when is_main and customer_id is not null then revenue else 0.0 end as known_revenue
from told
