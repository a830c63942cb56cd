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
with sums as (
    select source, coalesce(order_id, row_id) as order_id, min(arrived) as arrived, count(*) as lines, sum(quantity) as units,
           sum(coalesce(line_amount, cast(quantity * unit_price as decimal(18, 4)))) as amount,
           sum(case when coalesce(line_amount, quantity * unit_price) < 0 then -coalesce(line_amount, cast(quantity * unit_price as decimal(18, 4))) end) as returned,
           sum(line_cost) as cost, count(line_cost) as costed
    from collected_order_lines
    where ordered_at is null or cast(ordered_at as date) <= $as_of
    group by source, coalesce(order_id, row_id)
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
-- Lines without a day of their own have their order's: one that comes later is not known yet.
left join (
    select source, coalesce(order_id, row_id) as order_id from collected_orders where cast(ordered_at as date) > $as_of
) later on s.source = later.source and s.order_id = later.order_id
where later.source is null
