-- One row per customer with at least one purchase: recency, frequency and monetary value with their scores and groups.
-- key: customer_id
-- sorted by: customer_id
-- per customer: yes
-- columns:
--   customer_id | VARCHAR | - | the customer
--   recency_days | INTEGER | days | days from the last purchase to the as-of day
--   frequency | BIGINT | orders | purchases
--   monetary | DECIMAL(38,4) | money | revenue, returns netted
--   r_score | INTEGER | 1 to 5 | s means: bought more recently than at least (s - 1) x 20 % of buyers
--   f_score | INTEGER | 1 to 5 | s means: bought more often than at least (s - 1) x 20 % of buyers
--   m_score | INTEGER | 1 to 5 | s means: brought more than at least (s - 1) x 20 % of buyers
--   fm_score | INTEGER | 1 to 5 | mean of f_score and m_score, halves rounded up
--   rfm_code | VARCHAR | - | the three scores side by side: 545
--   rfm_score | INTEGER | 3 to 15 | sum of the three scores
--   rfm_group | VARCHAR | - | one of eleven groups, by r_score and fm_score
--   rfm_class | VARCHAR | - | one of eight classes, by each value against the mean of all buyers

with buyers as (
    select
        customer_id,
        recency_days,
        orders as frequency,
        revenue as monetary
    from customer_features
    where orders > 0
),

-- rank() - 1 is the number of buyers who are strictly worse: equal values get equal scores, whatever the order of rows.
ranked as (
    select
        customer_id,
        recency_days,
        frequency,
        monetary,
        count(*) over () as buyers,
        rank() over (order by recency_days desc) - 1 as less_recent,
        rank() over (order by frequency) - 1 as less_frequent,
        rank() over (order by monetary) - 1 as less_monetary,
        sum(recency_days) over () as recency_total,
        sum(frequency) over () as frequency_total,
        sum(monetary) over () as monetary_total
    from buyers
),

-- Against the mean without a division, which would round: x >= total / n is x * n >= total.
scored as (
    select
        customer_id,
        recency_days,
        frequency,
        monetary,
        cast(less_recent * 5 // buyers as integer) + 1 as r_score,
        cast(less_frequent * 5 // buyers as integer) + 1 as f_score,
        cast(less_monetary * 5 // buyers as integer) + 1 as m_score,
        recency_days * buyers <= recency_total as is_recent,
        frequency * buyers >= frequency_total as is_frequent,
        monetary * buyers >= monetary_total as is_monetary
    from ranked
),

combined as (
    select
        customer_id,
        recency_days,
        frequency,
        monetary,
        r_score,
        f_score,
        m_score,
        cast((f_score + m_score + 1) // 2 as integer) as fm_score,
        is_recent,
        is_frequent,
        is_monetary
    from scored
)

select
    customer_id,
    recency_days,
    frequency,
    monetary,
    r_score,
    f_score,
    m_score,
    fm_score,
    cast(r_score * 100 + f_score * 10 + m_score as varchar) as rfm_code,
    r_score + f_score + m_score as rfm_score,
    case
        when r_score = 5 and fm_score >= 4 then 'champions'
        when r_score = 5 and fm_score >= 2 then 'potential_loyalist'
        when r_score = 5 then 'new_customers'
        when r_score = 4 and fm_score >= 4 then 'loyal'
        when r_score = 4 and fm_score >= 2 then 'potential_loyalist'
        when r_score = 4 then 'promising'
        when r_score = 3 and fm_score >= 4 then 'loyal'
        when r_score = 3 and fm_score = 3 then 'need_attention'
        when r_score = 3 then 'about_to_sleep'
        when fm_score = 5 then 'cannot_lose_them'
        when fm_score >= 3 then 'at_risk'
        when r_score = 2 then 'hibernating'
        else 'lost'
    end as rfm_group,
    concat(
        case when is_monetary then 'important' else 'general' end,
        case
            when is_recent and is_frequent then '_value'
            when is_recent then '_develop'
            when is_frequent then '_keep'
            else '_win_back'
        end
    ) as rfm_class
from combined
