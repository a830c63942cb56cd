-- One row per order that has lines: the sums of its lines, and what the lines say about the order.
-- key: source, order_id
-- per customer: no
-- columns:
--   source | VARCHAR | - | the source
--   order_id | VARCHAR | - | the order's number in the source
--   record_id | VARCHAR | - | the customer's number in the source
--   ordered_at | TIMESTAMP WITH TIME ZONE | - | when the order was placed, where the lines say it
--   status | VARCHAR | - | state of the order, where the lines say it
--   channel | VARCHAR | - | sales channel, where the lines say it
--   store | VARCHAR | - | store or web shop, where the lines say it
--   currency | VARCHAR | - | currency of the amounts, where the lines say it
--   coupon | VARCHAR | - | coupon used, where the lines say it
--   campaign | VARCHAR | - | campaign, where the lines say it
--   arrived | BIGINT | - | place of the first line in the order of arrival
--   lines | BIGINT | - | number of lines
--   units | DECIMAL(18,4) | - | units, returned ones subtracted
--   amount | DECIMAL(18,4) | money | sum of the lines' amounts, returns subtracted, in the order's currency
--   returned | DECIMAL(18,4) | money | value of returned lines, as a positive amount, in the order's currency
--   cost | DECIMAL(18,4) | money | cost of the goods; empty when a line's cost is not known
-- A line without an order number is an order of its own, named by its digest; those two kinds are taken one after the other,
-- because making ten million digests takes longer than all the sums.
with lines as (
    select source, order_id, arrived, quantity, coalesce(line_amount, cast(quantity * unit_price as decimal(18, 4))) as amount,
           line_cost, false as is_later
    from collected_order_lines
    where order_id is not null and (ordered_at is null or cast(ordered_at as date) <= $as_of)
    union all
    select source, row_id, arrived, quantity, coalesce(line_amount, cast(quantity * unit_price as decimal(18, 4))), line_cost, false
    from collected_order_lines
    where order_id is null and (ordered_at is null or cast(ordered_at as date) <= $as_of)
    union all
    -- Lines without a day of their own have their order's: one that comes later is not known yet, and marks its lines.
    select source, order_id, null, null, null, null, true
    from collected_orders
    where order_id is not null and cast(ordered_at as date) > $as_of
),
sums as (
    select source, order_id, min(arrived) as arrived, count(*) as lines, sum(quantity) as units, sum(amount) as amount,
           sum(-amount) filter (where amount < 0) as returned, sum(line_cost) as cost, count(line_cost) as costed
    from lines
    group by source, order_id
    having count(*) filter (where is_later) = 0
),
-- Most systems have a file of orders beside the lines: then no line says anything about its order, and this is empty.
said as (
    select source, coalesce(order_id, row_id) as order_id, max(record_id) as record_id, min(ordered_at) as ordered_at,
           max(status) as status, max(channel) as channel, max(store) as store, max(currency) as currency, max(coupon) as coupon,
           max(campaign) as campaign
    from collected_order_lines
    where (ordered_at is null or cast(ordered_at as date) <= $as_of)
      and (record_id is not null or ordered_at is not null or status is not null or channel is not null or store is not null
       or currency is not null or coupon is not null or campaign is not null)
    group by source, coalesce(order_id, row_id)
)
select s.source, s.order_id, o.record_id, o.ordered_at, o.status, o.channel, o.store, o.currency, o.coupon, o.campaign, s.arrived, s.lines,
       cast(s.units as decimal(18, 4)) as units, cast(s.amount as decimal(18, 4)) as amount,
       cast(coalesce(s.returned, 0) as decimal(18, 4)) as returned,
       case when s.costed = s.lines then cast(s.cost as decimal(18, 4)) end as cost
from sums s
left join said o on s.source = o.source and s.order_id = o.order_id
