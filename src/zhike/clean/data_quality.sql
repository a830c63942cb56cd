-- One row per import, field and measure: how complete, valid, unique, consistent and fresh the data was that came in; the imports in their order are the trend.
-- key: import_id, source, entity, field, measure
-- per customer: no
-- columns:
--   import_id | VARCHAR | - | the import; "run" for what only shows when all sources are seen together
--   received_at | TIMESTAMP WITH TIME ZONE | - | when it was received
--   source | VARCHAR | - | the source
--   entity | VARCHAR | - | what the rows are about
--   field | VARCHAR | - | the field; * for the whole row
--   dimension | VARCHAR | - | completeness, validity, uniqueness, consistency, timeliness, or volume
--   measure | VARCHAR | - | what was counted
--   count | BIGINT | - | how many
--   total | BIGINT | - | of how many
--   share | DOUBLE | share | count / total
--   examples | VARCHAR | - | up to three values as received, as JSON; personal ones masked
select import_id, received_at, source, entity, coalesce(field, '*') as field, dimension, measure, "count", total, share, examples
from collected_quality
union all
select cast(import_id as varchar), received_at, source, entity, '*', 'volume', 'received', received, received, cast(1 as double), cast(null as varchar)
from collected_imports
union all
select cast(import_id as varchar), received_at, source, entity, '*', 'validity', 'quarantined', quarantined, received,
       cast(quarantined as double) / nullif(received, 0), cast(null as varchar)
from collected_imports
union all
-- Orders whose buyer has a number that no customer file of the source knows.
select 'run', cast(null as timestamptz), o.source, 'orders', 'record_id', 'consistency', 'buyer_not_listed',
       count(*) filter (where not r.listed), count(*), cast(count(*) filter (where not r.listed) as double) / count(*), cast(null as varchar)
from orders o join records r on o.source = r.source and o.record_id = r.record_id
group by o.source
union all
-- Orders whose amount is not what their lines add up to, by more than a cent a line.
select 'run', cast(null as timestamptz), o.source, 'orders', 'net_amount', 'consistency', 'amount_is_not_sum_of_lines',
       count(*) filter (where abs(o.net_amount_original - s.amount) > 0.01 * s.lines), count(*),
       cast(count(*) filter (where abs(o.net_amount_original - s.amount) > 0.01 * s.lines) as double) / count(*), cast(null as varchar)
from orders o join order_sums s on o.source = s.source and o.order_id = s.order_id
group by o.source
