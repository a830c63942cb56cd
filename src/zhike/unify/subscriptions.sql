-- One row per contract or subscription, as the source last had it.
-- key: source, subscription_id
-- sorted by: customer_id
-- per customer: no
-- apart by: customer_id
-- columns:
--   source | VARCHAR | - | the source
--   subscription_id | VARCHAR | - | digest of the subscription's key
--   customer_id | VARCHAR | - | the customer
--   record_id | VARCHAR | - | the customer's number in the source
--   plan | VARCHAR | - | plan or contract
--   started_at | TIMESTAMP WITH TIME ZONE | - | first day
--   ended_at | TIMESTAMP WITH TIME ZONE | - | last day; empty while it runs
--   tenure_months | DOUBLE | months | months so far, as the source counts them
--   fee | DECIMAL(18,4) | money | fee per month
--   status | VARCHAR | - | state, as the source has it; empty where the end lies after the as-of day
--   churned | BOOLEAN | - | whether the customer left, as the source has it; empty where the end lies after the as-of day
select s.source, s.row_id as subscription_id, i.customer_id, s.record_id, s.plan, s.started_at,
       -- An end after the as-of day is not known yet, nor what tells of it.
       case when cast(s.ended_at as date) <= $as_of then s.ended_at end as ended_at, s.tenure_months, s.fee,
       case when cast(s.ended_at as date) > $as_of then null else s.status end as status,
       case when cast(s.ended_at as date) > $as_of then null else s.churned end as churned
from collected_subscriptions s
left join identity i on s.source = i.source and s.record_id = i.record_id
where s.started_at is null or cast(s.started_at as date) <= $as_of
