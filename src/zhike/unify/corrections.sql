-- One row per value that a person corrected and nobody took back: what a record of the source zhike says.
-- key: record_id, field
-- per customer: no
-- columns:
--   record_id | VARCHAR | - | the correction's number in the source zhike
--   arrived | BIGINT | - | place in the order of arrival: after all rows that sources sent
--   of_source | VARCHAR | - | source of the record that is corrected
--   of_record_id | VARCHAR | - | number of the record that is corrected
--   field | VARCHAR | - | column of customers
--   value | VARCHAR | - | the right value, as text; empty when there is none | personal
--   corrected_at | TIMESTAMP WITH TIME ZONE | - | when the person said so
select record_id, arrived, of_source, of_record_id, field, value, corrected_at
from given_corrections
