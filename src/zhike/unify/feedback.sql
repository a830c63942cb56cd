-- One row per survey answer, rating, review or complaint.
-- key: source, feedback_id
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   source | VARCHAR | - | the source
--   feedback_id | VARCHAR | - | the answer's number in the source
--   customer_id | VARCHAR | - | the customer; empty when it is not known who
--   record_id | VARCHAR | - | the customer's number in the source
--   kind | VARCHAR | - | nps, csat, ces, rating, review or complaint
--   score | DOUBLE | - | score given
--   scale_max | DOUBLE | - | highest score of the scale
--   text | VARCHAR | - | what the customer wrote | personal
--   given_at | TIMESTAMP WITH TIME ZONE | - | when it was given
--   given_on | DATE | - | day it was given in the workspace's time zone
--   channel | VARCHAR | - | channel
--   order_id | VARCHAR | - | order it is about
select f.source, coalesce(f.feedback_id, f.row_id) as feedback_id, i.customer_id, f.record_id, f.kind, f.score, f.scale_max, f.text,
       f.given_at, cast(f.given_at as date) as given_on, f.channel, f.order_id
from collected_feedback f
left join identity i on f.source = i.source and f.record_id = i.record_id
where cast(f.given_at as date) <= $as_of
