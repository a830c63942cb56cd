-- One row per acquisition channel and month in which customers were won, or money was spent to win them.
-- key: channel, month
-- sorted by: channel, month
-- per customer: no
-- columns:
--   channel | VARCHAR | - | channel that brought the customers; empty text where it is not known
--   month | DATE | - | first day of the month
--   customers | BIGINT | customers | customers won: registered, or, where no registration is known, bought for the first time
--   buyers | BIGINT | customers | of these, the ones who have bought by the as-of day
--   cost | DECIMAL(38,4) | money | marketing cost of the channel in the month; where no cost file names the channel, the acquisition costs of its customers; empty when neither is known
--   revenue | DECIMAL(38,4) | money | what these customers have brought from then to the as-of day, returns netted
--   margin | DECIMAL(38,4) | money | the same less the cost of goods, where it is known; empty when it is for no order

with sums as (
    select customer_id, sum(revenue) as revenue, sum(margin) as margin, count(case when is_purchase then 1 end) as orders
    from orders
    where customer_id is not null
    group by customer_id
),

firsts as (
    select customer_id, purchased_on
    from purchase_days
    where purchase_day_no = 1
),

won as (
    select
        coalesce(customers.acquisition_channel, '') as channel,
        cast(date_trunc('month', coalesce(customers.registered_on, firsts.purchased_on)) as date) as month,
        count(*) as customers,
        count(case when sums.orders > 0 then 1 end) as buyers,
        sum(customers.acquisition_cost) as cost,
        coalesce(sum(sums.revenue), 0) as revenue,
        sum(sums.margin) as margin
    from customers
    left join firsts on customers.customer_id = firsts.customer_id
    left join sums on customers.customer_id = sums.customer_id
    where coalesce(customers.registered_on, firsts.purchased_on) is not null
    group by coalesce(customers.acquisition_channel, ''), cast(date_trunc('month', coalesce(customers.registered_on, firsts.purchased_on)) as date)
),

spent as (
    select coalesce(channel, '') as channel, cast(date_trunc('month', "date") as date) as month, sum(amount) as amount
    from costs
    group by coalesce(channel, ''), cast(date_trunc('month', "date") as date)
),

named as (
    select distinct channel
    from spent
)

select
    coalesce(won.channel, spent.channel) as channel,
    coalesce(won.month, spent.month) as month,
    coalesce(won.customers, 0) as customers,
    coalesce(won.buyers, 0) as buyers,
    cast(case when named.channel is null then won.cost else coalesce(spent.amount, 0) end as decimal(38, 4)) as cost,
    cast(coalesce(won.revenue, 0) as decimal(38, 4)) as revenue,
    cast(won.margin as decimal(38, 4)) as margin
from won
full outer join spent on won.channel = spent.channel and won.month = spent.month
left join named on coalesce(won.channel, spent.channel) = named.channel
