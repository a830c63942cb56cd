-- One row per product that moved money, best first: how much of the revenue comes from how few products.
-- key: sku
-- sorted by: rank, sku
-- per customer: no
-- columns:
--   sku | VARCHAR | - | product number
--   product_name | VARCHAR | - | product name
--   category | VARCHAR | - | product category
--   revenue | DECIMAL(38,4) | money | revenue of its lines, returned ones netted; buyers who are not known count too
--   units | DECIMAL(38,4) | units | units sold, returned ones subtracted
--   lines | BIGINT | lines | purchased order lines
--   rank | BIGINT | - | 1 for the highest revenue; equal revenues share a rank
--   revenue_share | DOUBLE | share | the product's share of all positive revenue; 0 when its revenue is not positive
--   cumulative_share | DOUBLE | share | share of revenue from this product and all with as much or more
--   product_share | DOUBLE | share | share of products with as much revenue or more
--   pareto_class | VARCHAR | - | A: needed for the first 80 % of revenue; B: for the next 15 %; C: the rest
--   gini | DOUBLE | 0 to 1 | Gini coefficient of revenue over these products, the same in every row

with sold as (
    select
        sku,
        cast(sum(revenue) as decimal(38, 4)) as revenue,
        cast(coalesce(sum(case when revenue <> 0 then quantity end), 0) as decimal(38, 4)) as units,
        count(case when revenue > 0 then 1 end) as lines
    from order_lines
    where sku is not null
    group by sku
    having count(case when revenue <> 0 then 1 end) > 0
),

-- As for customers: a Lorenz curve needs values that are not negative, and equals get equal figures.
placed as (
    select
        *,
        greatest(revenue, 0) as positive,
        rank() over (order by revenue desc) as rank,
        count(*) over (order by revenue desc) as as_much_or_more,
        sum(greatest(revenue, 0)) over (order by revenue desc) as cumulative,
        count(*) over () as products,
        sum(greatest(revenue, 0)) over () as total
    from sold
),

concentrated as (
    select
        sum(positive * (products + 1 - rank - as_much_or_more)) as weighted,
        max(products) as products,
        max(total) as total
    from placed
),

lined as (
    select *, (cumulative - positive * (as_much_or_more - rank + 1)) * 100 as before
    from placed
)

select
    lined.sku,
    products.product_name,
    products.category,
    lined.revenue,
    lined.units,
    lined.lines,
    lined.rank,
    cast(lined.positive as double) / nullif(cast(lined.total as double), 0) as revenue_share,
    cast(lined.cumulative as double) / nullif(cast(lined.total as double), 0) as cumulative_share,
    cast(lined.as_much_or_more as double) / lined.products as product_share,
    case when lined.before < lined.total * 80 then 'A' when lined.before < lined.total * 95 then 'B' else 'C' end as pareto_class,
    cast(concentrated.weighted as double) / nullif(cast(concentrated.products as double) * cast(concentrated.total as double), 0) as gini
from lined
cross join concentrated
left join products on lined.sku = products.sku
