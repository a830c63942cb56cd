-- One row per customer who had bought by the evening of $cutoff: what was known of them then, and nothing later.
-- $permille: of a thousand customers, how many take part (by a hash of the number, so always the same ones).
-- Every column but customer_id is a number; it is empty where nothing is known. Meanings: zhike.predict.inputs.
with chosen as (
    select
        customer_id,
        purchased_on,
        revenue,
        gap_days,
        purchase_day_no,
        date_diff('day', purchased_on, cast($cutoff as date)) as age_days
    from purchase_days
    where purchased_on <= cast($cutoff as date) and hash(customer_id) % 1000 < $permille
),

visits as (
    select
        customer_id,
        min(age_days) as recency_days,
        max(age_days) as tenure_days,
        count(*) as active_days,
        count(*) filter (where age_days < 30) as active_days_30d,
        count(*) filter (where age_days < 90) as active_days_90d,
        count(*) filter (where age_days < 180) as active_days_180d,
        count(*) filter (where age_days < 365) as active_days_365d,
        cast(sum(revenue) as double) as revenue,
        cast(sum(revenue) filter (where age_days < 90) as double) as revenue_90d,
        arg_max(cast(revenue as double), purchase_day_no) as last_order_value,
        arg_max(gap_days, purchase_day_no) as last_gap_days,
        avg(gap_days) as gap_days_mean,
        median(gap_days) as gap_days_median,
        -- From sums of whole numbers, which are the same in any order of rows; a deviation of floating-point ones is not.
        sqrt(
            cast(count(gap_days) * sum(gap_days * gap_days) - sum(gap_days) * sum(gap_days) as double)
            / nullif(cast(count(gap_days) * (count(gap_days) - 1) as double), 0)
        ) as gap_days_deviation
    from chosen
    group by customer_id
),

-- A credit note has a day of its own. That an order was refunded later is not asked: it was not known on the cut-off day.
documents as (
    select
        orders.customer_id,
        sum(orders.lines) filter (where orders.is_purchase) as lines,
        cast(sum(orders.discount_amount) filter (where orders.is_purchase) as double) as discounts,
        cast(sum(orders.gross_amount) filter (where orders.is_purchase) as double) as gross,
        count(orders.coupon) filter (where orders.is_purchase) as coupons,
        count(*) filter (where orders.is_purchase) as orders,
        count(distinct orders.channel) filter (where orders.is_purchase) as channels,
        count(*) filter (
            where orders.net_amount < 0 and date_diff('day', orders.ordered_on, cast($cutoff as date)) < 365
        ) as returns_365d
    from orders
    where orders.ordered_on <= cast($cutoff as date) and hash(orders.customer_id) % 1000 < $permille
    group by orders.customer_id
),

behaviour as (
    select
        customer_id,
        count(*) filter (where date_diff('day', occurred_on, cast($cutoff as date)) < 30) as events_30d,
        count(*) filter (where date_diff('day', occurred_on, cast($cutoff as date)) < 90) as events_90d,
        min(date_diff('day', occurred_on, cast($cutoff as date))) as event_recency_days
    from events
    where customer_id is not null and occurred_on <= cast($cutoff as date) and hash(customer_id) % 1000 < $permille
    group by customer_id
),

contacts as (
    select
        customer_id,
        count(*) filter (where date_diff('day', started_on, cast($cutoff as date)) < 90) as interactions_90d,
        min(date_diff('day', started_on, cast($cutoff as date))) as interaction_recency_days
    from interactions
    where customer_id is not null and started_on <= cast($cutoff as date) and hash(customer_id) % 1000 < $permille
    group by customer_id
),

opinions as (
    select
        customer_id,
        avg(cast(score / scale_max as decimal(18, 9))) as feedback_average,
        arg_max(cast(score / scale_max as decimal(18, 9)), (given_at, source, feedback_id)) as feedback_last
    from feedback
    where
        customer_id is not null and scale_max > 0 and abs(score) <= scale_max
        and given_on <= cast($cutoff as date) and hash(customer_id) % 1000 < $permille
    group by customer_id
)

select
    visits.customer_id,
    cast(visits.recency_days as double) as recency_days,
    cast(visits.tenure_days as double) as tenure_days,
    cast(visits.active_days as double) as active_days,
    cast(visits.active_days_30d as double) as active_days_30d,
    cast(visits.active_days_90d as double) as active_days_90d,
    cast(visits.active_days_180d as double) as active_days_180d,
    cast(visits.active_days_365d as double) as active_days_365d,
    visits.gap_days_mean,
    cast(visits.gap_days_median as double) as gap_days_median,
    visits.gap_days_deviation,
    cast(visits.last_gap_days as double) as last_gap_days,
    visits.recency_days / nullif(visits.gap_days_mean, 0) as recency_in_gaps,
    visits.revenue / visits.active_days as average_order_value,
    visits.last_order_value,
    coalesce(visits.revenue_90d, 0) as revenue_90d,
    documents.lines / nullif(cast(documents.orders as double), 0) as lines_per_order,
    documents.discounts / nullif(documents.gross, 0) as discount_rate,
    documents.coupons / nullif(cast(documents.orders as double), 0) as coupon_share,
    cast(documents.returns_365d as double) as returns_365d,
    cast(documents.channels as double) as channels,
    cast(coalesce(behaviour.events_30d, 0) as double) as events_30d,
    cast(coalesce(behaviour.events_90d, 0) as double) as events_90d,
    cast(behaviour.event_recency_days as double) as event_recency_days,
    cast(coalesce(contacts.interactions_90d, 0) as double) as interactions_90d,
    cast(contacts.interaction_recency_days as double) as interaction_recency_days,
    opinions.feedback_average,
    opinions.feedback_last
from visits
left join documents on visits.customer_id = documents.customer_id
left join behaviour on visits.customer_id = behaviour.customer_id
left join contacts on visits.customer_id = contacts.customer_id
left join opinions on visits.customer_id = opinions.customer_id
order by visits.customer_id
