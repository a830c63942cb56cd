-- One row per product number, from product files and, for products that only orders know, from order lines.
-- key: sku
-- sorted by: sku
-- per customer: no
-- columns:
--   sku | VARCHAR | - | product number
--   product_name | VARCHAR | - | product name
--   category | VARCHAR | - | product category
--   brand | VARCHAR | - | brand
--   price | DECIMAL(18,4) | money | list price of one unit
--   cost | DECIMAL(18,4) | money | cost of one unit
--   listed | BOOLEAN | - | whether a product file lists it
with listed as (
    select coalesce(sku, row_id) as sku, product_name, category, brand, price, cost, row_number() over (partition by coalesce(sku, row_id) order by arrived desc) as place
    from collected_products
),
sold as (
    select sku, max(product_name) as product_name, max(category) as category
    from collected_order_lines where sku is not null group by sku
)
select coalesce(l.sku, s.sku) as sku, coalesce(l.product_name, s.product_name) as product_name,
       coalesce(l.category, s.category) as category, l.brand, l.price, l.cost, l.sku is not null as listed
from (select * from listed where place = 1) l
full outer join sold s on l.sku = s.sku
