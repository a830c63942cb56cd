-- One row per row that waits for mending, and per order that could not be counted, with the reason.
-- key: import_id, source, entity, line, reason, value
-- per customer: no
-- columns:
--   import_id | INTEGER | - | the import it came with; empty for an order found out during the run
--   source | VARCHAR | - | the source
--   entity | VARCHAR | - | what the row is about
--   line | BIGINT | - | place of the row in its file, as a spreadsheet numbers it
--   reason | VARCHAR | - | why it was not used
--   field | VARCHAR | - | the field at fault
--   value | VARCHAR | - | the value at fault, as received | personal
--   detail | VARCHAR | - | figures that go with the reason
--   original | VARCHAR | - | all mapped values as received, as JSON | personal
select cast(import_id as integer) as import_id, source, entity, line, reason, field, value, detail, original
from collected_rejects
union all
-- Lines of an order that nothing dates: neither the lines nor an orders file say when it was.
select null, s.source, 'order_lines', null, 'no_order', 'order_id', s.order_id, s.lines || ' lines', null
from order_sums s
left join collected_orders o on s.source = o.source and s.order_id = o.order_id
where s.ordered_at is null and o.source is null
union all
select null, o.source, 'orders', null, 'no_rate', 'currency', o.currency, o.order_id, null
from collected_orders o
left join currency_rates r on coalesce(o.currency, $currency) = r.currency
where r.currency is null and cast(o.ordered_at as date) <= $as_of
