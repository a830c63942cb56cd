-- One row per buyer: the one action to take next, what it may gain and cost, why, and until when; none for who refused profiling.
-- key: customer_id
-- sorted by: customer_id
-- per customer: yes
-- columns:
--   customer_id | VARCHAR | - | the customer
--   action | VARCHAR | - | call, win_back, second_order, cross_sell, thank or leave_alone
--   expected_gain | DOUBLE | money | value at stake × the share of customers whom the action is taken to move; 0 when left alone
--   cost | DOUBLE | money | what the action costs per customer
--   value_at_stake | DOUBLE | money | value of the longest horizon where it is shown, else the usual amount of a purchase
--   reason | VARCHAR | - | why: at_risk, lapsed, late, silent, due_soon, bought_once, goes_with, likely_category, champion, not_due or not_worth_it
--   reason_value | DOUBLE | - | the figure behind the reason: probability of staying away, usual gaps until the next order at least, days until it, days since the last purchase, the score of the product, or the probability of the category
--   reason_sku | VARCHAR | - | the product to offer; empty for other actions
--   reason_category | VARCHAR | - | the category to offer where no product is named; empty for other actions
--   until | DATE | - | the last day on which the action is still of use
--   as_of | DATE | - | the day up to which everything is known
-- Rules from the first to the last, as the setting `advice` has them (advice_rules.py): the first one that fits a customer, whose
-- stage allows it, and that gains more than it costs is the action. What an action moves is an assumption, to be replaced by what
-- your own experiments measure; money is in the workspace's currency.
with rules as (
    select unnest($advice_rules::varchar[]) as rule, generate_subscripts($advice_rules::varchar[], 1) as place,
           unnest($advice_action::varchar[]) as action, unnest($advice_moved::double[]) as moved, unnest($advice_cost::double[]) as cost,
           unnest($advice_days::integer[]) as days, unnest($advice_limit::double[]) as least_or_most
),

-- Tables of scores that are withheld have no rows: then RFM decides instead.
worth as (
    select customer_id, arg_max(clv, horizon_days) as clv from clv where clv is not null group by customer_id
),

offers as (
    select customer_id, arg_min(sku, rank) as sku, arg_min(score, rank) as score
    from recommendations where reason = 'since_bought' group by customer_id
),

-- The likeliest category that is new to them: to offer it is to cross-sell.
next_categories as (
    select customer_id, arg_min(category, rank) as category, arg_min(probability, rank) as probability
    from propensity where not has_bought group by customer_id
),

buyers as (
    select f.customer_id, f.recency_days, f.active_days, greatest(coalesce(w.clv, cast(f.average_order_value as double)), 0) as value_at_stake,
           w.clv, c.risk_band, c.churn_probability, r.rfm_group, o.sku, o.score, p.category, p.probability, l.stage,
           n.expected_date - cast($as_of as date) as days_ahead,
           (f.recency_days + (n.date_low - cast($as_of as date))) / nullif(f.gap_days_median, 0) as gaps_ahead,
           percent_rank() over (order by coalesce(w.clv, cast(f.purchase_revenue as double))) as place_by_value
    from customer_features f
    left join worth w on f.customer_id = w.customer_id
    left join churn c on f.customer_id = c.customer_id
    left join next_order n on f.customer_id = n.customer_id
    left join rfm r on f.customer_id = r.customer_id
    left join lifecycle l on f.customer_id = l.customer_id
    left join offers o on f.customer_id = o.customer_id
    left join next_categories p on f.customer_id = p.customer_id
    left join unprofiled u on f.customer_id = u.customer_id
    where f.orders > 0 and u.customer_id is null
),

fitting as (
    select b.customer_id, b.value_at_stake, r.place, r.action, r.moved, r.cost, r.days,
           if(r.rule = 'call', 'at_risk', r.rule) as reason,
           case when r.rule in ('call', 'at_risk') then b.churn_probability
                when r.rule = 'late' then b.gaps_ahead
                when r.rule = 'due_soon' then b.days_ahead
                when r.rule = 'goes_with' then b.score
                when r.rule = 'likely_category' then b.probability
                else b.recency_days end as reason_value,
           case when r.rule = 'goes_with' then b.sku end as reason_sku,
           case when r.rule = 'likely_category' then b.category end as reason_category
    from buyers b
    join rules r on case r.rule
        when 'call' then b.risk_band in ('medium', 'high') and b.place_by_value >= 1 - r.least_or_most
        when 'lapsed' then b.risk_band = 'lapsed'
        when 'at_risk' then b.risk_band = 'high'
        when 'late' then b.gaps_ahead >= r.least_or_most
        when 'silent' then b.risk_band is null and b.rfm_group in ('at_risk', 'cannot_lose_them', 'hibernating')
        when 'due_soon' then b.days_ahead <= r.least_or_most
        when 'bought_once' then b.active_days = 1 and b.recency_days <= r.least_or_most
        when 'champion' then b.rfm_group = 'champions'
        when 'goes_with' then b.score >= r.least_or_most
        when 'likely_category' then b.probability >= r.least_or_most end
    where b.stage is null or list_contains($advice_allowed::varchar[], b.stage || ' ' || r.action)
),

best as (
    select * from fitting where action = 'leave_alone' or value_at_stake * moved > cost
    qualify row_number() over (partition by customer_id order by place) = 1
)

select b.customer_id, coalesce(t.action, 'leave_alone') as action, coalesce(t.value_at_stake * t.moved, 0) as expected_gain,
       cast(coalesce(t.cost, 0) as double) as cost, b.value_at_stake,
       coalesce(t.reason, case when f.customer_id is not null then 'not_worth_it' else 'not_due' end) as reason,
       cast(coalesce(t.reason_value, b.recency_days) as double) as reason_value, t.reason_sku, t.reason_category,
       cast(cast($as_of as date) + cast(coalesce(t.days, 30) as integer) as date) as until, cast($as_of as date) as as_of
from buyers b
left join best t on b.customer_id = t.customer_id
left join (select distinct customer_id from fitting) f on b.customer_id = f.customer_id
