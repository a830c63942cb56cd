-- One row per numeric column of customer_features: how its values are spread over all customers.
-- key: feature
-- sorted by: feature
-- per customer: no
-- columns:
--   feature | VARCHAR | - | name of the column of customer_features
--   count | BIGINT | customers | customers with a value
--   missing | BIGINT | customers | customers without one
--   mean | DOUBLE | of the feature | arithmetic mean
--   median | DOUBLE | of the feature | half of the customers lie below
--   mode | DOUBLE | of the feature | most frequent value; the smallest of them when tied
--   standard_deviation | DOUBLE | of the feature | sample standard deviation; empty below two values
--   minimum | DOUBLE | of the feature | smallest value
--   p01 | DOUBLE | of the feature | 1st percentile, interpolated
--   p05 | DOUBLE | of the feature | 5th percentile
--   p10 | DOUBLE | of the feature | 10th percentile
--   p25 | DOUBLE | of the feature | 25th percentile, the lower quartile
--   p75 | DOUBLE | of the feature | 75th percentile, the upper quartile
--   p90 | DOUBLE | of the feature | 90th percentile
--   p95 | DOUBLE | of the feature | 95th percentile
--   p99 | DOUBLE | of the feature | 99th percentile
--   maximum | DOUBLE | of the feature | largest value
--   zero_share | DOUBLE | share | share of the values that are 0

-- The one list of features; a test compares it with the columns that customer_features declares.
with features as (
    select
        feature,
        cast(value as double) as value
    from (
        select *
        from customer_features
        unpivot include nulls (
            value for feature in (
                age_years,
                days_since_registration,
                recency_days,
                tenure_days,
                orders,
                active_days,
                revenue,
                purchase_revenue,
                margin,
                margin_rate,
                average_order_value,
                largest_order_value,
                units,
                lines,
                products,
                categories,
                gap_days_mean,
                gap_days_median,
                gap_days_deviation,
                last_gap_days,
                recency_in_gaps,
                favourite_weekday,
                favourite_hour,
                weekend_share,
                channels,
                favourite_channel_share,
                favourite_category_share,
                returns,
                returned_amount,
                return_rate,
                discount_amount,
                discount_rate,
                coupon_share,
                orders_7d,
                revenue_7d,
                active_days_7d,
                returns_7d,
                orders_30d,
                revenue_30d,
                active_days_30d,
                returns_30d,
                orders_90d,
                revenue_90d,
                active_days_90d,
                returns_90d,
                orders_180d,
                revenue_180d,
                active_days_180d,
                returns_180d,
                orders_365d,
                revenue_365d,
                active_days_365d,
                returns_365d,
                events_30d,
                events_90d,
                events_365d,
                interactions_30d,
                interactions_90d,
                interactions_365d,
                feedback_answers,
                feedback_average,
                feedback_last
            )
        )
    ) as unpivoted
),

quantiles as (
    select
        feature,
        count(*) as customers,
        quantile_cont(value, [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]) as q
    from features
    group by feature
),

frequencies as (
    select
        feature,
        value,
        count(*) as n
    from features
    where value is not null
    group by feature, value
),

-- Decimals, because a sum of doubles depends on the order of rows, and two runs would differ in the last digit.
totals as (
    select
        feature,
        sum(n) as values_known,
        max(n) as most,
        min(value) as minimum,
        max(value) as maximum,
        cast(sum(cast(value as decimal(27, 8)) * cast(n as decimal(10, 0))) as double) / cast(sum(n) as double) as mean,
        sum(n) filter (where value = 0) as zeros
    from frequencies
    group by feature
),

reaches as (
    select
        feature,
        values_known,
        most,
        minimum,
        maximum,
        mean,
        zeros,
        nullif(greatest(maximum - mean, mean - minimum), 0) as reach
    from totals
),

-- Distances from the mean are taken in units of the longest one, so that their squares fit a decimal whatever the money.
spreads as (
    select
        frequencies.feature,
        min(frequencies.value) filter (where frequencies.n = reaches.most) as mode,
        sum(
            cast(((frequencies.value - reaches.mean) / reaches.reach) * ((frequencies.value - reaches.mean) / reaches.reach) as decimal(27, 15))
            * cast(frequencies.n as decimal(10, 0))
        ) as squares
    from frequencies
    inner join reaches on frequencies.feature = reaches.feature
    group by frequencies.feature
)

select
    quantiles.feature,
    cast(coalesce(reaches.values_known, 0) as bigint) as count,
    cast(quantiles.customers - coalesce(reaches.values_known, 0) as bigint) as missing,
    reaches.mean,
    quantiles.q[5] as median,
    spreads.mode,
    case
        when reaches.values_known > 1
            then coalesce(reaches.reach * sqrt(cast(spreads.squares as double) / cast(reaches.values_known - 1 as double)), 0)
    end as standard_deviation,
    reaches.minimum,
    quantiles.q[1] as p01,
    quantiles.q[2] as p05,
    quantiles.q[3] as p10,
    quantiles.q[4] as p25,
    quantiles.q[6] as p75,
    quantiles.q[7] as p90,
    quantiles.q[8] as p95,
    quantiles.q[9] as p99,
    reaches.maximum,
    cast(coalesce(reaches.zeros, 0) as double) / nullif(cast(reaches.values_known as double), 0) as zero_share
from quantiles
left join reaches on quantiles.feature = reaches.feature
left join spreads on quantiles.feature = spreads.feature
