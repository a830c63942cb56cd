-- One row per record that a run moved from one customer to another: its history, which every run continues.
-- key: run_id, source, record_id
-- before: identity, identity_changes
-- per customer: no
-- columns:
--   run_id | VARCHAR | - | the run that moved it
--   changed_at | TIMESTAMP WITH TIME ZONE | - | when that run began
--   source | VARCHAR | - | the source
--   record_id | VARCHAR | - | the customer's number in the source
--   what | VARCHAR | - | joined: its customer became one with another that was there before; parted: it left the customer for one of its own
--   from_customer | VARCHAR | - | the customer it belonged to
--   to_customer | VARCHAR | - | the customer it belongs to now
--   because | VARCHAR | - | what joined or parts the two: keys, match, person, or why the link is refused; "gone" when what tied them is no longer there
--   pairs | VARCHAR | - | the pairs in identity_pairs that say so, at most five
with moved as (
    select n.source, n.record_id, b.customer_id as from_customer, n.customer_id as to_customer,
           n.customer_id in (select customer_id from identity_before) as was_there
    from identity n join identity_before b on n.source = b.source and n.record_id = b.record_id
    -- A correction goes with its record and has no history of its own.
    where n.customer_id <> b.customer_id and n.source <> 'zhike'
),
touched as (
    select p.pair_id, p.matched_by, p.outcome, p.customer_a, p.customer_b, ba.customer_id as before_a, bb.customer_id as before_b
    from identity_pairs p
    left join identity_before ba on p.source_a = ba.source and p.record_a = ba.record_id
    left join identity_before bb on p.source_b = bb.source and p.record_b = bb.record_id
    where p.customer_a in (select to_customer from moved) or p.customer_b in (select to_customer from moved)
),
-- What joined: links that hold within the customer and cross the customers of before.
joining as (
    select customer_a as to_customer, string_agg(distinct matched_by, ', ' order by matched_by) as because,
           array_to_string(list_sort(list(pair_id))[1:5], ' ') as pairs
    from touched
    where outcome = 'joined' and before_a is distinct from before_b
    group by customer_a
),
-- What parts: links between the two customers that are refused.
parting as (
    select m.from_customer, m.to_customer, string_agg(distinct t.outcome, ', ' order by t.outcome) as because,
           array_to_string(list_sort(list(distinct t.pair_id))[1:5], ' ') as pairs
    from (select distinct from_customer, to_customer from moved) m
    join touched t on (t.customer_a = m.from_customer and t.customer_b = m.to_customer)
                   or (t.customer_a = m.to_customer and t.customer_b = m.from_customer)
    where t.outcome not in ('joined', 'needless', 'below')
    group by m.from_customer, m.to_customer
)
select run_id, changed_at, source, record_id, what, from_customer, to_customer, because, pairs
from identity_changes_before
union all
select r.run_id, r.started_at as changed_at, m.source, m.record_id,
       case when m.was_there then 'joined' else 'parted' end as what, m.from_customer, m.to_customer,
       coalesce(case when m.was_there then j.because else p.because end, 'gone') as because,
       coalesce(case when m.was_there then j.pairs else p.pairs end, '') as pairs
from moved m
cross join this_run r
left join joining j on m.to_customer = j.to_customer
left join parting p on m.from_customer = p.from_customer and m.to_customer = p.to_customer
