-- One row per customer, purpose and channel: what the customer allows now, from what each record said last.
-- key: customer_id, purpose, channel
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   customer_id | VARCHAR | - | the customer
--   purpose | VARCHAR | - | purpose
--   channel | VARCHAR | - | channel; empty when the statement names none
--   state | VARCHAR | - | granted, denied or withdrawn: where the customer's records differ, the most restrictive counts
--   given_at | TIMESTAMP WITH TIME ZONE | - | when the statement that counts was made
--   source | VARCHAR | - | the source of the record that made it
--   record_id | VARCHAR | - | the record
--   records | BIGINT | - | records that said something
--   agree | BOOLEAN | - | whether all of them say the same
-- Consent is kept per record and joined anew in every run, so that it comes apart as it was when a customer does.
with last_said as (
    select customer_id, source, record_id, purpose, coalesce(channel, '') as channel, state, given_at,
           case state when 'denied' then 0 when 'withdrawn' then 1 else 2 end as openness
    from consents
    where customer_id is not null and purpose is not null
    qualify row_number() over (
        partition by source, record_id, purpose, coalesce(channel, '') order by given_at desc, consent_id desc
    ) = 1
)
select customer_id, purpose, channel, state, given_at, source, record_id,
       count(*) over (partition by customer_id, purpose, channel) as records,
       count(*) over (partition by customer_id, purpose, channel) = count(*) over (partition by customer_id, purpose, channel, state) as agree
from last_said
qualify row_number() over (
    partition by customer_id, purpose, channel order by openness, given_at desc, source, record_id
) = 1
