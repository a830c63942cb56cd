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
--   reason | VARCHAR | - | why: at_risk, lapsed, silent, bought_once, goes_with, champion, not_due or not_worth_it
--   reason_value | DOUBLE | - | the figure behind the reason: probability of staying away, days since the last purchase, or the score of the product
--   reason_sku | VARCHAR | - | the product to offer; empty for other actions
--   until | DATE | - | the last day on which the action is still of use
--   as_of | DATE | - | the day up to which everything is known
-- Rules from the first to the last: the first one that fits a customer and gains more than it costs is the action. What an action
-- moves is an assumption, to be replaced by what your own experiments measure; money is in the workspace's currency.
with rules(place, action, reason, moved, cost, days) as (
    values (1, 'call', 'at_risk', 0.10, 20.0, 7),
           (2, 'win_back', 'lapsed', 0.03, 2.0, 30),
           (3, 'win_back', 'at_risk', 0.05, 2.0, 14),
           (4, 'win_back', 'silent', 0.03, 2.0, 30),
           (5, 'second_order', 'bought_once', 0.05, 1.0, 30),
           (6, 'thank', 'champion', 0.01, 0.5, 30),
           (7, 'cross_sell', 'goes_with', 0.03, 0.1, 30)
),

-- Tables of scores that are withheld have no rows: then RFM decides instead.
worth as (
    select customer_id, arg_max(clv, horizon_days) as clv from clv where clv is not null group by customer_id
),

offers as (
    select customer_id, arg_min(sku, rank) as sku, arg_min(score, rank) as score
    from recommendations where reason = 'since_bought' group by customer_id
),

buyers as (
    select f.customer_id, f.recency_days, f.active_days, greatest(coalesce(w.clv, cast(f.average_order_value as double)), 0) as value_at_stake,
           w.clv, c.risk_band, c.churn_probability, r.rfm_group, o.sku, o.score,
           percent_rank() over (order by coalesce(w.clv, cast(f.purchase_revenue as double))) >= 0.9 as is_among_the_best
    from customer_features f
    left join worth w on f.customer_id = w.customer_id
    left join churn c on f.customer_id = c.customer_id
    left join rfm r on f.customer_id = r.customer_id
    left join offers o on f.customer_id = o.customer_id
    left join unprofiled u on f.customer_id = u.customer_id
    where f.orders > 0 and u.customer_id is null
),

fitting as (
    select b.customer_id, b.value_at_stake, r.place, r.action, r.reason, r.moved, r.cost, r.days,
           case when r.reason = 'at_risk' then b.churn_probability
                when r.reason = 'goes_with' then b.score
                else b.recency_days end as reason_value,
           case when r.reason = 'goes_with' then b.sku end as reason_sku
    from buyers b
    join rules r on case r.place
        when 1 then b.risk_band in ('medium', 'high') and b.is_among_the_best
        when 2 then b.risk_band = 'lapsed'
        when 3 then b.risk_band = 'high'
        when 4 then b.risk_band is null and b.rfm_group in ('at_risk', 'cannot_lose_them', 'hibernating')
        when 5 then b.active_days = 1 and b.recency_days <= 90
        when 6 then b.rfm_group = 'champions'
        else b.score >= 0.05 end
),

best as (
    select * from fitting where value_at_stake * moved > cost
    qualify row_number() over (partition by customer_id order by place) = 1
)

select b.customer_id, coalesce(t.action, 'leave_alone') as action, coalesce(t.value_at_stake * t.moved, 0) as expected_gain,
       cast(coalesce(t.cost, 0) as double) as cost, b.value_at_stake,
       coalesce(t.reason, case when f.customer_id is not null then 'not_worth_it' else 'not_due' end) as reason,
       cast(coalesce(t.reason_value, b.recency_days) as double) as reason_value, t.reason_sku,
       cast(cast($as_of as date) + cast(coalesce(t.days, 30) as integer) as date) as until, cast($as_of as date) as as_of
from buyers b
left join best t on b.customer_id = t.customer_id
left join (select distinct customer_id from fitting) f on b.customer_id = f.customer_id
