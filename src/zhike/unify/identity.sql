-- One row per record: the customer it belongs to, and why.
-- key: source, record_id
-- sorted by: customer_id
-- per customer: no
-- columns:
--   source | VARCHAR | - | the source; zhike for a correction by a person
--   record_id | VARCHAR | - | the customer's number in the source
--   customer_id | VARCHAR | - | the customer
--   matched_by | VARCHAR | - | what ties the record to the customer's other records: keys, "match" for a probable match, "person" for a decision; "only" when it stands alone
--   probability | DOUBLE | - | how sure its strongest link is; 1 when it stands alone or a person decided
--   arrived | BIGINT | - | place of the record in the order of arrival of all rows ever received
with founders as (
    select r.source, r.record_id, coalesce(g.founder, r.arrived) as founder, coalesce(g.matched_by, 'only') as matched_by,
           coalesce(g.probability, 1.0) as probability, r.arrived
    from records r left join identity_groups g on r.arrived = g.arrived
    union all
    -- A correction belongs to whom the record that it corrects belongs to, and never founds a customer.
    select 'zhike', c.record_id, coalesce(g.founder, r.arrived), 'person', 1.0, c.arrived
    from (select distinct record_id, arrived, of_source, of_record_id from corrections) c
    join records r on c.of_source = r.source and c.of_record_id = r.record_id
    left join identity_groups g on r.arrived = g.arrived
),
-- The id is a digest of the record that arrived first: later records, re-runs and other orders of work do not change it.
-- Eleven digits of base 36 are 57 bits: among a million customers two share one in four of a million workspaces. With its
-- letter it has twelve characters, the longest text that DuckDB keeps in place, and no spreadsheet takes it for a number.
named as (
    select founder, 'C' || to_base(cast(md5_number_lower(source || chr(31) || record_id) % 131621703842267136 as bigint), 36, 11) as customer_id
    from founders where arrived = founder
)
select f.source, f.record_id, n.customer_id, f.matched_by, f.probability, f.arrived
from founders f join named n on f.founder = n.founder
