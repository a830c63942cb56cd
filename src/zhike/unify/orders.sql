-- One row per order, cancelled and returned ones included, with its customer where the buyer is known.
-- key: source, order_id
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   source | VARCHAR | - | the source
--   order_id | VARCHAR | - | the order's number in the source
--   customer_id | VARCHAR | - | the customer; empty when the buyer is not known
--   record_id | VARCHAR | - | the customer's number in the source
--   ordered_at | TIMESTAMP WITH TIME ZONE | - | when the order was placed
--   ordered_on | DATE | - | day of the order in the workspace's time zone
--   ordered_hour | INTEGER | - | hour of the order, 0 to 23, in the workspace's time zone
--   status | VARCHAR | - | state; where the source says nothing: cancelled for a credit note (number begins with C), returned for another negative order, else paid
--   channel | VARCHAR | - | sales channel
--   store | VARCHAR | - | store or web shop
--   currency | VARCHAR | - | currency the order was made in
--   rate | DOUBLE | - | value of one unit of that currency in the workspace's; all amounts here are converted
--   gross_amount | DECIMAL(18,4) | money | amount before discounts
--   discount_amount | DECIMAL(18,4) | money | discounts, as a positive amount
--   net_amount | DECIMAL(18,4) | money | amount the customer pays; negative for a return
--   net_amount_original | DECIMAL(18,4) | - | the same in the order's own currency
--   cost_amount | DECIMAL(18,4) | money | cost of the goods
--   coupon | VARCHAR | - | coupon used
--   campaign | VARCHAR | - | campaign that brought the order
--   lines | BIGINT | - | number of lines; 0 when only the order itself is known
--   units | DECIMAL(18,4) | - | units, returned ones subtracted
--   returned_amount | DECIMAL(18,4) | money | value of what came back, as a positive amount
--   revenue | DECIMAL(18,4) | money | net amount, negative for returns; 0 for pending orders and for cancelled, refunded and returned ones of positive amount
--   margin | DECIMAL(18,4) | money | revenue less cost; empty when the cost is not known
--   is_purchase | BOOLEAN | - | whether the order counts as a purchase: its revenue is above 0
--   is_return | BOOLEAN | - | whether it is a return: negative amount, or refunded or returned
-- An order without a number is named by its digest; only these few get one made.
with numbered as (
    select *, order_id as number from collected_orders where order_id is not null
    union all
    select *, row_id as number from collected_orders where order_id is null
),
whole as (
    select coalesce(o.source, s.source) as source,
           coalesce(o.number, s.order_id) as order_id,
           coalesce(o.record_id, s.record_id) as record_id,
           coalesce(o.ordered_at, s.ordered_at) as ordered_at,
           coalesce(o.status, s.status) as said_status,
           coalesce(o.channel, s.channel) as channel,
           coalesce(o.store, s.store) as store,
           coalesce(o.currency, s.currency, $currency) as currency,
           coalesce(o.coupon, s.coupon) as coupon,
           coalesce(o.campaign, s.campaign) as campaign,
           cast(coalesce(o.gross_amount, o.net_amount + coalesce(o.discount_amount, 0), s.amount) as decimal(18, 4)) as gross,
           cast(coalesce(o.discount_amount, o.gross_amount - o.net_amount, 0) as decimal(18, 4)) as discount,
           cast(coalesce(o.net_amount, o.gross_amount - coalesce(o.discount_amount, 0), s.amount) as decimal(18, 4)) as net,
           coalesce(o.cost_amount, s.cost) as cost,
           coalesce(s.lines, 0) as lines,
           coalesce(s.units, cast(0 as decimal(18, 4))) as units,
           coalesce(s.returned, cast(0 as decimal(18, 4))) as returned
    from numbered o
    full outer join order_sums s on o.source = s.source and o.number = s.order_id
),
known as (
    select w.*, r.rate, cast(w.ordered_at as date) as ordered_on,
           coalesce(w.said_status, case when coalesce(w.net, 0) >= 0 then 'paid' when w.order_id similar to 'C[0-9]+' then 'cancelled' else 'returned' end) as status
    from whole w
    join currency_rates r on w.currency = r.currency
    where cast(w.ordered_at as date) <= $as_of
),
counted as (
    select k.*, case when status = 'pending' or (status in ('cancelled', 'refunded', 'returned') and net > 0) then 0 else 1 end as counts
    from known k
),
-- The three sums that netting decides, still in the order's own currency.
netted as (
    select c.*,
           case when net < 0 then cast(-net as decimal(18, 4)) when status in ('refunded', 'returned') then net else returned end as back,
           case when counts = 0 then cast(0 as decimal(18, 4)) else coalesce(net, cast(0 as decimal(18, 4))) end as brought,
           case when counts = 0 then cast(0 as decimal(18, 4)) else cast(net - cost as decimal(18, 4)) end as earned
    from counted c
)
select c.source, c.order_id, i.customer_id, c.record_id, c.ordered_at, c.ordered_on,
       cast(extract(hour from c.ordered_at) as integer) as ordered_hour,
       c.status, c.channel, c.store, c.currency, c.rate,
       case when c.rate = 1 then c.gross else cast(c.gross * c.rate as decimal(18, 4)) end as gross_amount,
       case when c.rate = 1 then c.discount else cast(c.discount * c.rate as decimal(18, 4)) end as discount_amount,
       case when c.rate = 1 then c.net else cast(c.net * c.rate as decimal(18, 4)) end as net_amount,
       c.net as net_amount_original,
       case when c.rate = 1 then c.cost else cast(c.cost * c.rate as decimal(18, 4)) end as cost_amount,
       c.coupon, c.campaign, c.lines, c.units,
       case when c.rate = 1 then c.back else cast(c.back * c.rate as decimal(18, 4)) end as returned_amount,
       case when c.rate = 1 then c.brought else cast(c.brought * c.rate as decimal(18, 4)) end as revenue,
       case when c.rate = 1 then c.earned else cast(c.earned * c.rate as decimal(18, 4)) end as margin,
       c.counts = 1 and coalesce(c.net, 0) > 0 as is_purchase,
       coalesce(c.net, 0) < 0 or c.status in ('refunded', 'returned') as is_return
from netted c
left join identity i on c.source = i.source and c.record_id = i.record_id
