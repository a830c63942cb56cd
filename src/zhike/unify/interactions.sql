-- One row per contact between a customer and the company.
-- key: source, interaction_id
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   source | VARCHAR | - | the source
--   interaction_id | VARCHAR | - | the contact's number in the source
--   customer_id | VARCHAR | - | the customer; empty when it is not known who
--   record_id | VARCHAR | - | the customer's number in the source
--   kind | VARCHAR | - | call, chat, email, visit or ticket
--   channel | VARCHAR | - | channel
--   started_at | TIMESTAMP WITH TIME ZONE | - | when it began
--   started_on | DATE | - | day it began in the workspace's time zone
--   ended_at | TIMESTAMP WITH TIME ZONE | - | when it ended
--   agent | VARCHAR | - | colleague who handled it
--   topic | VARCHAR | - | topic
--   outcome | VARCHAR | - | outcome
--   text | VARCHAR | - | note or transcript | personal
select c.source, coalesce(c.interaction_id, c.row_id) as interaction_id, i.customer_id, c.record_id, c.kind, c.channel, c.started_at,
       cast(c.started_at as date) as started_on, c.ended_at, c.agent, c.topic, c.outcome, c.text
from collected_interactions c
left join identity i on c.source = i.source and c.record_id = i.record_id
where cast(c.started_at as date) <= $as_of
