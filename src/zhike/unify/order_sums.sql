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
--   units | DECIMAL(38,4) | - | units, returned ones subtracted
--   amount | DECIMAL(38,4) | money | sum of the lines' amounts, returns subtracted, in the order's currency
--   returned | DECIMAL(38,4) | money | value of returned lines, as a positive amount, in the order's currency
--   cost | DECIMAL(38,4) | money | cost of the goods; empty when a line's cost is not known
with lines as (
    select source, order_id, row_id, record_id, ordered_at, status, channel, store, currency, coupon, campaign, arrived, quantity, line_cost,
           coalesce(line_amount, cast(quantity * unit_price as decimal(18, 4))) as amount
    from collected_order_lines
)
select source, coalesce(order_id, row_id) as order_id, max(record_id) as record_id, min(ordered_at) as ordered_at, max(status) as status,
       max(channel) as channel, max(store) as store, max(currency) as currency, max(coupon) as coupon, max(campaign) as campaign,
       min(arrived) as arrived, count(*) as lines, cast(sum(quantity) as decimal(38, 4)) as units,
       cast(sum(amount) as decimal(38, 4)) as amount,
       cast(coalesce(sum(-amount) filter (where amount < 0), 0) as decimal(38, 4)) as returned,
       case when count(line_cost) = count(*) then cast(sum(line_cost) as decimal(38, 4)) end as cost
from lines
group by source, coalesce(order_id, row_id)
