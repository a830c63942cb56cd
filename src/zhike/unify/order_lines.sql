-- One row per order line, returned ones included, with the customer, day and state of its order.
-- key: source, order_id, line_no
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   source | VARCHAR | - | the source
--   order_id | VARCHAR | - | the order's number in the source
--   line_no | VARCHAR | - | the line's number within the order; where the source gives none: import and line of the file
--   customer_id | VARCHAR | - | the customer; empty when the buyer is not known
--   record_id | VARCHAR | - | the customer's number in the source
--   ordered_at | TIMESTAMP WITH TIME ZONE | - | when the order was placed
--   ordered_on | DATE | - | day of the order in the workspace's time zone
--   status | VARCHAR | - | state of the order
--   channel | VARCHAR | - | sales channel
--   sku | VARCHAR | - | product number
--   product_name | VARCHAR | - | product name
--   category | VARCHAR | - | product category
--   quantity | DECIMAL(18,4) | - | units; negative for a return
--   unit_price | DECIMAL(18,4) | money | price of one unit
--   line_amount | DECIMAL(18,4) | money | amount of the line; quantity × unit price where the source gives none
--   line_cost | DECIMAL(18,4) | money | cost of the goods of the line
--   revenue | DECIMAL(18,4) | money | amount of the line; 0 in an order that brings no revenue
--   is_return | BOOLEAN | - | whether the line is a return: its amount or quantity is negative
-- A line without an order number is an order of its own, named by its digest; only these few get one made.
with numbered as (
    select source, order_id, line_no, import_id, arrived, sku, product_name, category, quantity, unit_price, line_amount, line_cost
    from collected_order_lines where order_id is not null
    union all
    select source, row_id, line_no, import_id, arrived, sku, product_name, category, quantity, unit_price, line_amount, line_cost
    from collected_order_lines where order_id is null
),
lines as (
    select source, order_id, coalesce(line_no, import_id || '.' || (arrived % 1000000000000)) as line_no,
           sku, product_name, category, quantity, unit_price, line_cost,
           coalesce(line_amount, cast(quantity * unit_price as decimal(18, 4))) as amount
    from numbered
)
select l.source, l.order_id, l.line_no, o.customer_id, o.record_id, o.ordered_at, o.ordered_on, o.status, o.channel, l.sku,
       coalesce(l.product_name, p.product_name) as product_name, coalesce(l.category, p.category) as category, l.quantity,
       case when o.rate = 1 then l.unit_price else cast(l.unit_price * o.rate as decimal(18, 4)) end as unit_price,
       case when o.rate = 1 then l.amount else cast(l.amount * o.rate as decimal(18, 4)) end as line_amount,
       case when o.rate = 1 then l.line_cost else cast(l.line_cost * o.rate as decimal(18, 4)) end as line_cost,
       case when o.status = 'pending' or (o.status in ('cancelled', 'refunded', 'returned') and o.net_amount > 0) then cast(0 as decimal(18, 4))
            when o.rate = 1 then l.amount else cast(l.amount * o.rate as decimal(18, 4)) end as revenue,
       coalesce(l.amount < 0 or l.quantity < 0, false) as is_return
from lines l
join orders o on l.source = o.source and l.order_id = o.order_id
left join products p on l.sku = p.sku
