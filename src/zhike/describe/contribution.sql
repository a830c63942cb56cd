-- One row per customer whose orders moved money, best first: how much of the revenue comes from how few customers.
-- key: customer_id
-- sorted by: rank, customer_id
-- per customer: yes
-- columns:
--   customer_id | VARCHAR | - | the customer
--   revenue | DECIMAL(38,4) | money | revenue, returns netted
--   rank | BIGINT | - | 1 for the highest revenue; equal revenues share a rank
--   revenue_share | DOUBLE | share | the customer's share of all positive revenue; 0 when revenue is not positive
--   cumulative_share | DOUBLE | share | share of revenue from this customer and all with as much or more
--   customer_share | DOUBLE | share | share of customers with as much revenue or more
--   decile | INTEGER | 1 to 10 | 1 for the tenth of customers with the highest revenue
--   pareto_class | VARCHAR | - | A: needed for the first 80 % of revenue; B: for the next 15 %; C: the rest
--   gini | DOUBLE | 0 to 1 | Gini coefficient of revenue over these customers, the same in every row

with spenders as (
    select
        customer_id,
        cast(sum(revenue) as decimal(38, 4)) as revenue
    from orders
    where customer_id is not null and revenue <> 0
    group by customer_id
),

-- A Lorenz curve needs values that are not negative: who returned more than he bought counts as 0, and stays in the list.
counted as (
    select
        customer_id,
        revenue,
        case when revenue > 0 then revenue else 0 end as positive
    from spenders
),

-- The frame of a window with only `order by` ends at the last row of equal revenue, so equals get equal figures.
placed as (
    select
        customer_id,
        revenue,
        positive,
        rank() over (order by revenue desc) as rank,
        count(*) over (order by revenue desc) as as_much_or_more,
        sum(positive) over (order by revenue desc) as cumulative,
        count(*) over () as customers,
        sum(positive) over () as total
    from counted
),

-- rank + as_much_or_more is twice the mean rank of the equals, so the sum does not depend on how they are ordered.
concentrated as (
    select
        sum(positive * (customers + 1 - rank - as_much_or_more)) as weighted,
        max(customers) as customers,
        max(total) as total
    from placed
)

select
    placed.customer_id,
    placed.revenue,
    placed.rank,
    cast(placed.positive as double) / nullif(cast(placed.total as double), 0) as revenue_share,
    cast(placed.cumulative as double) / nullif(cast(placed.total as double), 0) as cumulative_share,
    cast(placed.as_much_or_more as double) / placed.customers as customer_share,
    cast((placed.rank - 1) * 10 // placed.customers as integer) + 1 as decile,
    case
        when (placed.cumulative - placed.positive * (placed.as_much_or_more - placed.rank + 1)) * 100 < placed.total * 80 then 'A'
        when (placed.cumulative - placed.positive * (placed.as_much_or_more - placed.rank + 1)) * 100 < placed.total * 95 then 'B'
        else 'C'
    end as pareto_class,
    cast(concentrated.weighted as double)
    / nullif(cast(concentrated.customers as double) * cast(concentrated.total as double), 0) as gini
from placed
cross join concentrated
