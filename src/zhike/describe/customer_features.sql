-- One row per customer, buyers and others: when, how often, how much, what, where and how each one buys, as of a day.
-- key: customer_id
-- sorted by: customer_id
-- per customer: yes
-- apart by: customer_id
-- columns:
--   customer_id | VARCHAR | - | the customer
--   age_years | INTEGER | years | full years since birth on the as-of day
--   days_since_registration | INTEGER | days | days from registration to the as-of day
--   first_purchase_on | DATE | - | day of the first purchase
--   last_purchase_on | DATE | - | day of the last purchase
--   recency_days | INTEGER | days | days from the last purchase to the as-of day
--   tenure_days | INTEGER | days | days from the first purchase to the as-of day
--   orders | BIGINT | orders | purchases: orders with revenue that were not cancelled or refunded
--   active_days | BIGINT | days | days with at least one purchase
--   revenue | DECIMAL(38,4) | money | revenue, all returns netted; negative when more came back than was bought
--   purchase_revenue | DECIMAL(38,4) | money | revenue of the purchases alone; returns booked as documents of their own are not netted
--   margin | DECIMAL(38,4) | money | revenue less cost of goods, over the orders whose cost is known; empty when none is
--   margin_rate | DOUBLE | share | margin as a share of the revenue of the same orders
--   average_order_value | DECIMAL(38,4) | money | purchase_revenue per purchase
--   largest_order_value | DECIMAL(38,4) | money | revenue of the largest purchase
--   units | DECIMAL(38,4) | units | units in the purchases
--   lines | BIGINT | lines | order lines in the purchases
--   products | BIGINT | products | different products bought
--   categories | BIGINT | categories | different product categories bought
--   gap_days_mean | DOUBLE | days | mean of the days between one purchase day and the next
--   gap_days_median | DOUBLE | days | median of the days between one purchase day and the next
--   gap_days_deviation | DOUBLE | days | sample standard deviation of these days; empty below two gaps
--   last_gap_days | INTEGER | days | days between the last purchase day and the one before
--   recency_in_gaps | DOUBLE | gaps | recency_days divided by gap_days_mean; above 1 the customer is later than usual
--   favourite_weekday | INTEGER | 1 Monday to 7 Sunday | weekday with most purchases; the earlier in the week when tied
--   favourite_hour | INTEGER | hour 0 to 23 | hour of day with most purchases; the earlier when tied
--   weekend_share | DOUBLE | share | share of purchases on a Saturday or Sunday
--   channels | BIGINT | channels | different sales channels of the purchases
--   favourite_channel | VARCHAR | - | channel with most purchases; the first by name when tied
--   favourite_channel_share | DOUBLE | share | its share of the purchases whose channel is known
--   favourite_category | VARCHAR | - | category with most purchased lines; the first by name when tied
--   favourite_category_share | DOUBLE | share | its share of the purchased lines whose category is known
--   returns | BIGINT | orders | orders that were returned, refunded, or had lines returned, and return documents
--   returned_amount | DECIMAL(38,4) | money | value of what came back, as a positive amount
--   return_rate | DOUBLE | share | returned_amount as a share of revenue before returns; above 1 when goods bought earlier came back
--   discount_amount | DECIMAL(38,4) | money | discounts in the purchases
--   discount_rate | DOUBLE | share | discounts as a share of the amount before discounts, over purchases where both are known
--   coupon_share | DOUBLE | share | share of purchases with a coupon
--   orders_7d | BIGINT | orders | purchases in the last 7 days
--   revenue_7d | DECIMAL(38,4) | money | revenue in the last 7 days, returns of these days netted
--   active_days_7d | BIGINT | days | days with a purchase in the last 7 days
--   returns_7d | BIGINT | orders | returns in the last 7 days
--   orders_30d | BIGINT | orders | purchases in the last 30 days
--   revenue_30d | DECIMAL(38,4) | money | revenue in the last 30 days, returns of these days netted
--   active_days_30d | BIGINT | days | days with a purchase in the last 30 days
--   returns_30d | BIGINT | orders | returns in the last 30 days
--   orders_90d | BIGINT | orders | purchases in the last 90 days
--   revenue_90d | DECIMAL(38,4) | money | revenue in the last 90 days, returns of these days netted
--   active_days_90d | BIGINT | days | days with a purchase in the last 90 days
--   returns_90d | BIGINT | orders | returns in the last 90 days
--   orders_180d | BIGINT | orders | purchases in the last 180 days
--   revenue_180d | DECIMAL(38,4) | money | revenue in the last 180 days, returns of these days netted
--   active_days_180d | BIGINT | days | days with a purchase in the last 180 days
--   returns_180d | BIGINT | orders | returns in the last 180 days
--   orders_365d | BIGINT | orders | purchases in the last 365 days
--   revenue_365d | DECIMAL(38,4) | money | revenue in the last 365 days, returns of these days netted
--   active_days_365d | BIGINT | days | days with a purchase in the last 365 days
--   returns_365d | BIGINT | orders | returns in the last 365 days
--   events_30d | BIGINT | events | behaviour events in the last 30 days
--   events_90d | BIGINT | events | behaviour events in the last 90 days
--   events_365d | BIGINT | events | behaviour events in the last 365 days
--   last_event_on | DATE | - | day of the last event
--   interactions_30d | BIGINT | interactions | contacts with the company in the last 30 days
--   interactions_90d | BIGINT | interactions | contacts with the company in the last 90 days
--   interactions_365d | BIGINT | interactions | contacts with the company in the last 365 days
--   last_interaction_on | DATE | - | day of the last contact
--   feedback_answers | BIGINT | answers | survey answers, ratings and reviews with a score within its scale
--   feedback_average | DOUBLE | share | mean of score / highest score of the scale
--   feedback_last | DOUBLE | share | the same for the last answer
--   feedback_last_on | DATE | - | day of the last answer with a score

-- Windows are (as_of - N days, as_of]: the last N days with the as-of day among them, so age_days < N.
with dated as (
    select
        customer_id,
        is_purchase,
        (is_return or returned_amount > 0) as is_returned,
        revenue,
        margin,
        units,
        lines,
        returned_amount,
        gross_amount,
        discount_amount,
        coupon,
        date_diff('day', ordered_on, cast($as_of as date)) as age_days
    from orders
    where customer_id is not null
),

bought as (
    select
        customer_id,
        count(*) filter (where is_purchase) as orders,
        sum(revenue) as revenue,
        sum(revenue) filter (where is_purchase) as purchase_revenue,
        sum(margin) as margin,
        sum(revenue) filter (where margin is not null) as revenue_with_margin,
        max(revenue) filter (where is_purchase) as largest_order_value,
        sum(units) filter (where is_purchase) as units,
        sum(lines) filter (where is_purchase) as lines,
        count(*) filter (where is_returned) as returns,
        sum(returned_amount) as returned_amount,
        sum(discount_amount) filter (where is_purchase) as discount_amount,
        sum(discount_amount) filter (where is_purchase and gross_amount is not null) as discount_with_gross,
        sum(gross_amount) filter (where is_purchase and discount_amount is not null) as gross_with_discount,
        count(coupon) filter (where is_purchase) as orders_with_coupon,
        count(*) filter (where is_purchase and age_days < 7) as orders_7d,
        sum(revenue) filter (where age_days < 7) as revenue_7d,
        count(*) filter (where is_returned and age_days < 7) as returns_7d,
        count(*) filter (where is_purchase and age_days < 30) as orders_30d,
        sum(revenue) filter (where age_days < 30) as revenue_30d,
        count(*) filter (where is_returned and age_days < 30) as returns_30d,
        count(*) filter (where is_purchase and age_days < 90) as orders_90d,
        sum(revenue) filter (where age_days < 90) as revenue_90d,
        count(*) filter (where is_returned and age_days < 90) as returns_90d,
        count(*) filter (where is_purchase and age_days < 180) as orders_180d,
        sum(revenue) filter (where age_days < 180) as revenue_180d,
        count(*) filter (where is_returned and age_days < 180) as returns_180d,
        count(*) filter (where is_purchase and age_days < 365) as orders_365d,
        sum(revenue) filter (where age_days < 365) as revenue_365d,
        count(*) filter (where is_returned and age_days < 365) as returns_365d
    from dated
    group by customer_id
),

-- Sums of whole numbers are exact in any order of rows, so the deviation is the same in every run and on every engine.
visits as (
    select
        customer_id,
        min(purchased_on) as first_purchase_on,
        max(purchased_on) as last_purchase_on,
        count(*) as active_days,
        count(gap_days) as gaps,
        sum(gap_days) as gap_days,
        sum(gap_days * gap_days) as gap_days_squared,
        median(gap_days) as gap_days_median,
        max(gap_days) filter (where next_on is null) as last_gap_days,
        count(*) filter (where date_diff('day', purchased_on, cast($as_of as date)) < 7) as active_days_7d,
        count(*) filter (where date_diff('day', purchased_on, cast($as_of as date)) < 30) as active_days_30d,
        count(*) filter (where date_diff('day', purchased_on, cast($as_of as date)) < 90) as active_days_90d,
        count(*) filter (where date_diff('day', purchased_on, cast($as_of as date)) < 180) as active_days_180d,
        count(*) filter (where date_diff('day', purchased_on, cast($as_of as date)) < 365) as active_days_365d
    from purchase_days
    group by customer_id
),

-- 1900-01-01 was a Monday: 1 is Monday, 7 is Sunday on any engine.
weekday_counts as (
    select
        customer_id,
        date_diff('day', date '1900-01-01', purchased_on) % 7 + 1 as weekday,
        sum(orders) as orders
    from purchase_days
    group by customer_id, date_diff('day', date '1900-01-01', purchased_on) % 7 + 1
),

-- orders * 10 - weekday orders by count first, then by the earlier day: no two rows of a customer are equal.
weekdays as (
    select
        customer_id,
        arg_max(weekday, orders * 10 - weekday) as favourite_weekday,
        sum(orders) filter (where weekday >= 6) as weekend_orders
    from weekday_counts
    group by customer_id
),

hour_counts as (
    select
        customer_id,
        ordered_hour,
        count(*) as orders
    from orders
    where is_purchase and customer_id is not null
    group by customer_id, ordered_hour
),

hours as (
    select
        customer_id,
        arg_max(ordered_hour, orders * 100 - ordered_hour) as favourite_hour
    from hour_counts
    group by customer_id
),

channel_counts as (
    select
        customer_id,
        channel,
        count(*) as orders
    from orders
    where is_purchase and customer_id is not null and channel is not null
    group by customer_id, channel
),

channel_totals as (
    select
        customer_id,
        count(*) as channels,
        max(orders) as most_orders,
        sum(orders) as orders
    from channel_counts
    group by customer_id
),

favourite_channels as (
    select
        channel_totals.customer_id,
        min(channel_totals.channels) as channels,
        min(channel_counts.channel) as favourite_channel,
        min(channel_totals.most_orders / channel_totals.orders) as favourite_channel_share
    from channel_totals
    inner join channel_counts
        on
            channel_totals.customer_id = channel_counts.customer_id
            and channel_totals.most_orders = channel_counts.orders
    group by channel_totals.customer_id
),

product_counts as (
    select
        customer_id,
        sku
    from order_lines
    where revenue > 0 and not is_return and customer_id is not null and sku is not null
    group by customer_id, sku
),

products_bought as (
    select
        customer_id,
        count(*) as products
    from product_counts
    group by customer_id
),

category_counts as (
    select
        customer_id,
        category,
        count(*) as lines
    from order_lines
    where revenue > 0 and not is_return and customer_id is not null and category is not null
    group by customer_id, category
),

category_totals as (
    select
        customer_id,
        count(*) as categories,
        max(lines) as most_lines,
        sum(lines) as lines
    from category_counts
    group by customer_id
),

favourite_categories as (
    select
        category_totals.customer_id,
        min(category_totals.categories) as categories,
        min(category_counts.category) as favourite_category,
        min(category_totals.most_lines / category_totals.lines) as favourite_category_share
    from category_totals
    inner join category_counts
        on
            category_totals.customer_id = category_counts.customer_id
            and category_totals.most_lines = category_counts.lines
    group by category_totals.customer_id
),

behaviour as (
    select
        customer_id,
        max(occurred_on) as last_event_on,
        count(*) filter (where date_diff('day', occurred_on, cast($as_of as date)) < 30) as events_30d,
        count(*) filter (where date_diff('day', occurred_on, cast($as_of as date)) < 90) as events_90d,
        count(*) filter (where date_diff('day', occurred_on, cast($as_of as date)) < 365) as events_365d
    from events
    where customer_id is not null
    group by customer_id
),

contacts as (
    select
        customer_id,
        max(started_on) as last_interaction_on,
        count(*) filter (where date_diff('day', started_on, cast($as_of as date)) < 30) as interactions_30d,
        count(*) filter (where date_diff('day', started_on, cast($as_of as date)) < 90) as interactions_90d,
        count(*) filter (where date_diff('day', started_on, cast($as_of as date)) < 365) as interactions_365d
    from interactions
    where customer_id is not null
    group by customer_id
),

-- Scores of different scales become shares of the scale, and one beyond its scale is a mistake; as decimals their sum does not depend on the order of rows.
answers as (
    select
        customer_id,
        given_on,
        cast(score / scale_max as decimal(18, 9)) as share,
        row_number() over (partition by customer_id order by given_at desc, source desc, feedback_id desc) as answer_no
    from feedback
    where customer_id is not null and scale_max > 0 and abs(score) <= scale_max
),

opinions as (
    select
        customer_id,
        count(*) as feedback_answers,
        avg(share) as feedback_average,
        max(share) filter (where answer_no = 1) as feedback_last,
        max(given_on) as feedback_last_on
    from answers
    group by customer_id
)

select
    customers.customer_id,
    cast(
        floor(
            (
                year(cast($as_of as date)) * 10000 + month(cast($as_of as date)) * 100 + day(cast($as_of as date))
                - (year(customers.birth_date) * 10000 + month(customers.birth_date) * 100 + day(customers.birth_date))
            ) / 10000
        )
        as integer
    ) as age_years,
    cast(date_diff('day', customers.registered_on, cast($as_of as date)) as integer) as days_since_registration,
    visits.first_purchase_on,
    visits.last_purchase_on,
    cast(date_diff('day', visits.last_purchase_on, cast($as_of as date)) as integer) as recency_days,
    cast(date_diff('day', visits.first_purchase_on, cast($as_of as date)) as integer) as tenure_days,
    coalesce(bought.orders, 0) as orders,
    coalesce(visits.active_days, 0) as active_days,
    cast(coalesce(bought.revenue, 0) as decimal(38, 4)) as revenue,
    cast(coalesce(bought.purchase_revenue, 0) as decimal(38, 4)) as purchase_revenue,
    cast(bought.margin as decimal(38, 4)) as margin,
    cast(bought.margin as double) / nullif(cast(bought.revenue_with_margin as double), 0) as margin_rate,
    cast(bought.purchase_revenue / nullif(bought.orders, 0) as decimal(38, 4)) as average_order_value,
    cast(bought.largest_order_value as decimal(38, 4)) as largest_order_value,
    cast(coalesce(bought.units, 0) as decimal(38, 4)) as units,
    cast(coalesce(bought.lines, 0) as bigint) as lines,
    coalesce(products_bought.products, 0) as products,
    coalesce(favourite_categories.categories, 0) as categories,
    cast(visits.gap_days as double) / nullif(cast(visits.gaps as double), 0) as gap_days_mean,
    cast(visits.gap_days_median as double) as gap_days_median,
    sqrt(
        cast(visits.gaps * visits.gap_days_squared - visits.gap_days * visits.gap_days as double)
        / nullif(cast(visits.gaps * (visits.gaps - 1) as double), 0)
    ) as gap_days_deviation,
    visits.last_gap_days,
    cast(date_diff('day', visits.last_purchase_on, cast($as_of as date)) * visits.gaps as double)
    / nullif(cast(visits.gap_days as double), 0) as recency_in_gaps,
    cast(weekdays.favourite_weekday as integer) as favourite_weekday,
    cast(hours.favourite_hour as integer) as favourite_hour,
    cast(coalesce(weekdays.weekend_orders, 0) as double) / nullif(cast(bought.orders as double), 0) as weekend_share,
    coalesce(favourite_channels.channels, 0) as channels,
    favourite_channels.favourite_channel,
    cast(favourite_channels.favourite_channel_share as double) as favourite_channel_share,
    favourite_categories.favourite_category,
    cast(favourite_categories.favourite_category_share as double) as favourite_category_share,
    coalesce(bought.returns, 0) as returns,
    cast(coalesce(bought.returned_amount, 0) as decimal(38, 4)) as returned_amount,
    case
        when bought.revenue + bought.returned_amount > 0
            then cast(bought.returned_amount as double) / cast(bought.revenue + bought.returned_amount as double)
    end as return_rate,
    cast(coalesce(bought.discount_amount, 0) as decimal(38, 4)) as discount_amount,
    cast(bought.discount_with_gross as double) / nullif(cast(bought.gross_with_discount as double), 0) as discount_rate,
    cast(bought.orders_with_coupon as double) / nullif(cast(bought.orders as double), 0) as coupon_share,
    coalesce(bought.orders_7d, 0) as orders_7d,
    cast(coalesce(bought.revenue_7d, 0) as decimal(38, 4)) as revenue_7d,
    coalesce(visits.active_days_7d, 0) as active_days_7d,
    coalesce(bought.returns_7d, 0) as returns_7d,
    coalesce(bought.orders_30d, 0) as orders_30d,
    cast(coalesce(bought.revenue_30d, 0) as decimal(38, 4)) as revenue_30d,
    coalesce(visits.active_days_30d, 0) as active_days_30d,
    coalesce(bought.returns_30d, 0) as returns_30d,
    coalesce(bought.orders_90d, 0) as orders_90d,
    cast(coalesce(bought.revenue_90d, 0) as decimal(38, 4)) as revenue_90d,
    coalesce(visits.active_days_90d, 0) as active_days_90d,
    coalesce(bought.returns_90d, 0) as returns_90d,
    coalesce(bought.orders_180d, 0) as orders_180d,
    cast(coalesce(bought.revenue_180d, 0) as decimal(38, 4)) as revenue_180d,
    coalesce(visits.active_days_180d, 0) as active_days_180d,
    coalesce(bought.returns_180d, 0) as returns_180d,
    coalesce(bought.orders_365d, 0) as orders_365d,
    cast(coalesce(bought.revenue_365d, 0) as decimal(38, 4)) as revenue_365d,
    coalesce(visits.active_days_365d, 0) as active_days_365d,
    coalesce(bought.returns_365d, 0) as returns_365d,
    coalesce(behaviour.events_30d, 0) as events_30d,
    coalesce(behaviour.events_90d, 0) as events_90d,
    coalesce(behaviour.events_365d, 0) as events_365d,
    behaviour.last_event_on,
    coalesce(contacts.interactions_30d, 0) as interactions_30d,
    coalesce(contacts.interactions_90d, 0) as interactions_90d,
    coalesce(contacts.interactions_365d, 0) as interactions_365d,
    contacts.last_interaction_on,
    coalesce(opinions.feedback_answers, 0) as feedback_answers,
    cast(opinions.feedback_average as double) as feedback_average,
    cast(opinions.feedback_last as double) as feedback_last,
    opinions.feedback_last_on
from customers
left join bought on customers.customer_id = bought.customer_id
left join visits on customers.customer_id = visits.customer_id
left join weekdays on customers.customer_id = weekdays.customer_id
left join hours on customers.customer_id = hours.customer_id
left join favourite_channels on customers.customer_id = favourite_channels.customer_id
left join products_bought on customers.customer_id = products_bought.customer_id
left join favourite_categories on customers.customer_id = favourite_categories.customer_id
left join behaviour on customers.customer_id = behaviour.customer_id
left join contacts on customers.customer_id = contacts.customer_id
left join opinions on customers.customer_id = opinions.customer_id
