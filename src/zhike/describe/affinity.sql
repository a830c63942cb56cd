-- One row per customer and category or brand that they bought at least twice, and more than the average customer does.
-- key: customer_id, kind, name
-- sorted by: customer_id
-- per customer: no
-- columns:
--   customer_id | VARCHAR | - | the customer
--   kind | VARCHAR | - | category or brand
--   name | VARCHAR | - | the category or the brand
--   lines | BIGINT | lines | purchased order lines of it
--   share | DOUBLE | share | these as a share of the customer's lines whose category or brand is known
--   lift | DOUBLE | times | the share against everybody's, drawn towards 1 as if five average lines had been bought as well

with counted as (
    select customer_id, 'category' as kind, category as name, count(*) as lines
    from order_lines
    where customer_id is not null and revenue > 0 and category is not null
    group by customer_id, category
    union all
    select order_lines.customer_id, 'brand', products.brand, count(*)
    from order_lines
    inner join products on order_lines.sku = products.sku
    where order_lines.customer_id is not null and order_lines.revenue > 0 and products.brand is not null
    group by order_lines.customer_id, products.brand
),

everybody as (
    select kind, name, sum(lines) / sum(sum(lines)) over (partition by kind) as share
    from counted
    group by kind, name
),

customers_lines as (
    select customer_id, kind, sum(lines) as lines
    from counted
    group by customer_id, kind
),

compared as (
    select
        counted.customer_id,
        counted.kind,
        counted.name,
        counted.lines,
        counted.lines / customers_lines.lines as share,
        -- Five average lines beside the customer's own: with two of two lines nobody is a devotee yet.
        (counted.lines + 5 * everybody.share) / (customers_lines.lines + 5) / everybody.share as lift
    from counted
    inner join customers_lines on counted.customer_id = customers_lines.customer_id and counted.kind = customers_lines.kind
    inner join everybody on counted.kind = everybody.kind and counted.name = everybody.name
    where counted.lines >= 2
)

select
    customer_id,
    kind,
    name,
    cast(lines as bigint) as lines,
    cast(share as double) as share,
    cast(lift as double) as lift
from compared
where lift > 1
