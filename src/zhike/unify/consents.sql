-- One row per statement of consent: the ledger as received, nothing overwritten.
-- key: source, consent_id
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   source | VARCHAR | - | the source
--   consent_id | VARCHAR | - | digest of the statement's key
--   customer_id | VARCHAR | - | the customer
--   record_id | VARCHAR | - | the customer's number in the source
--   purpose | VARCHAR | - | purpose
--   channel | VARCHAR | - | channel
--   state | VARCHAR | - | granted, denied or withdrawn
--   given_at | TIMESTAMP WITH TIME ZONE | - | when it was said
--   text_version | VARCHAR | - | version of the text the customer saw
select c.source, c.row_id as consent_id, i.customer_id, c.record_id, c.purpose, c.channel, c.state, c.given_at, c.text_version
from collected_consents c
left join identity i on c.source = i.source and c.record_id = i.record_id
where cast(c.given_at as date) <= $as_of
