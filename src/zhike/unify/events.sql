-- One row per event: something a customer or an unknown visitor did.
-- key: source, event_id
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   source | VARCHAR | - | the source
--   event_id | VARCHAR | - | the event's number in the source
--   customer_id | VARCHAR | - | the customer; empty when the visitor is not known
--   record_id | VARCHAR | - | the customer's number in the source
--   anonymous_id | VARCHAR | - | device or cookie | personal
--   event | VARCHAR | - | what happened
--   occurred_at | TIMESTAMP WITH TIME ZONE | - | when it happened
--   occurred_on | DATE | - | day it happened in the workspace's time zone
--   channel | VARCHAR | - | channel
--   page | VARCHAR | - | page or screen
--   referrer | VARCHAR | - | where the visitor came from
--   campaign | VARCHAR | - | campaign
--   sku | VARCHAR | - | product number
--   value | DOUBLE | - | a number that goes with the event
select e.source, coalesce(e.event_id, e.row_id) as event_id, i.customer_id, e.record_id, e.anonymous_id, e.event, e.occurred_at,
       cast(e.occurred_at as date) as occurred_on, e.channel, e.page, e.referrer, e.campaign, e.sku, e.value
from collected_events e
left join identity i on e.source = i.source and e.record_id = i.record_id
where cast(e.occurred_at as date) <= $as_of
