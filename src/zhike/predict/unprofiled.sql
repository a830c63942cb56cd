-- One row per customer who refused profiling: no score and no advice is made for them.
-- key: customer_id
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   customer_id | VARCHAR | - | the customer
--   since | TIMESTAMP WITH TIME ZONE | - | when the refusal that counts was made
select customer_id, max(given_at) as since
from consent_states
where purpose = 'profiling' and state in ('denied', 'withdrawn')
group by customer_id
