-- One row per band of probability, and one for each figure of the whole: how sure the matching of the run is.
-- key: part, low
-- per customer: no
-- columns:
--   part | VARCHAR | - | band: pairs of one band of probability; precision: of all pairs that are one customer; recall: of all pairs that should be; unsure: pairs left apart; unmet: pairs that no rule brought together
--   low | DOUBLE | - | least probability of the band
--   high | DOUBLE | - | greatest probability of the band, itself outside except 1
--   pairs | BIGINT | - | pairs
--   linked | BIGINT | - | pairs whose records are one customer
--   expected | DOUBLE | - | pairs that are one person, as far as the model and people's answers know
--   share | DOUBLE | share | expected part of the pairs; for recall the expected part that was found
--   reviewed | BIGINT | - | pairs that people answered
--   right_ones | BIGINT | - | of these, pairs that they called one person
--   measured | DOUBLE | share | share of one person among the reviewed; for precision weighed by band, of the pairs that the threshold links
--   measured_low | DOUBLE | share | lower end of its 95 % interval (Wilson)
--   measured_high | DOUBLE | share | upper end
with threshold as (select threshold, exp(-shift) as factor from identity_threshold),
bands as (
    select unnest([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999]::double[]) as low,
           unnest([0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999, 1.0]::double[]) as high
),
reviews as (
    select least(a.arrived, b.arrived) as id_a, greatest(a.arrived, b.arrived) as id_b, d.kind = 'together' as same
    from identity_decisions d
    join records a on d.source_a = a.source and d.record_a = a.record_id
    join records b on d.source_b = b.source and d.record_b = b.record_id
    where d.is_review
),
-- The model's probability, moved by what people answered; as a decimal, so that sums are the same in any order of work.
likely as (
    select s.id_a, s.id_b, s.rules, s.probability >= t.threshold as is_sure,
           cast(1 / (1 + (1 - s.probability) / greatest(s.probability, 1e-300) * t.factor) as decimal(18, 12)) as p
    from identity_scores s cross join threshold t
),
pairs as (
    select l.p, l.rules, l.is_sure, coalesce(ga.founder = gb.founder, false) as is_linked, r.same,
           case when l.p < 0.1 then 0.0 when l.p < 0.3 then 0.1 when l.p < 0.5 then 0.3 when l.p < 0.7 then 0.5 when l.p < 0.9 then 0.7
                when l.p < 0.99 then 0.9 when l.p < 0.999 then 0.99 else 0.999 end::double as low
    from likely l
    left join identity_groups ga on l.id_a = ga.arrived
    left join identity_groups gb on l.id_b = gb.arrived
    left join reviews r on l.id_a = r.id_a and l.id_b = r.id_b
),
counted as (
    select low, is_sure, count(*) as pairs, count(*) filter (where is_linked) as linked, sum(p)::double as expected,
           count(same) as reviewed, count(*) filter (where same) as right_ones
    from pairs group by low, is_sure
),
banded as (
    select b.low, b.high, coalesce(sum(c.pairs), 0)::bigint as pairs, coalesce(sum(c.linked), 0)::bigint as linked,
           coalesce(sum(c.expected), 0.0)::double as expected, coalesce(sum(c.reviewed), 0)::bigint as reviewed,
           coalesce(sum(c.right_ones), 0)::bigint as right_ones
    from bands b left join counted c on b.low = c.low group by b.low, b.high
),
-- Wilson's interval for the share of right ones among n, in each band that was reviewed; z = 1.959964.
strata as (
    select pairs / sum(pairs) over () as part, right_ones / reviewed as share,
           (right_ones + 1.920729) / (reviewed + 3.841459) as middle,
           1.959964 * sqrt(right_ones * (reviewed - right_ones) / reviewed + 0.960365) / (reviewed + 3.841459) as half
    from counted where is_sure and reviewed > 0
),
-- The weighed share with its interval from those of the bands (Zou and Donner 2008): it holds the share whatever the weights.
measured as (
    select sum(part * share) as share, sum(part * share) - sqrt(sum(part * part * (share - middle + half) * (share - middle + half))) as low,
           sum(part * share) + sqrt(sum(part * part * (middle + half - share) * (middle + half - share))) as high
    from strata
),
-- All pairs inside customers; one that was never compared counts like the average of those that were.
inside as (select coalesce(sum(n * (n - 1) // 2), 0)::bigint as pairs from (select count(*) as n from identity_groups group by founder)),
sums as (
    select coalesce(avg(p) filter (where is_linked), 1.0) as right_share, coalesce(sum(p) filter (where not is_linked)::double, 0.0) as unsure,
           count(*) filter (where not is_linked) as apart, coalesce(sum(p) filter (where bit_count(rules) = 1)::double, 0.0) as met_once,
           coalesce(sum(p) filter (where bit_count(rules) = 2)::double, 0.0) as met_twice, count(same) filter (where is_sure) as reviewed,
           count(*) filter (where same and is_sure) as right_ones
    from pairs
),
-- Pairs that no rule met, from those that one and that two rules met (Chao 1987): at least so many.
whole as (
    select i.pairs, i.pairs * s.right_share as found, s.right_share, s.unsure, s.apart, s.reviewed, s.right_ones,
           coalesce(s.met_once * s.met_once / nullif(2 * s.met_twice, 0), 0.0) as unmet
    from inside i cross join sums s
)
select 'band' as part, low, high, pairs, linked, expected, expected / nullif(pairs, 0) as share, reviewed, right_ones,
       right_ones / nullif(reviewed, 0) as measured,
       case when reviewed > 0 then (right_ones + 1.920729) / (reviewed + 3.841459) - 1.959964 * sqrt(right_ones * (reviewed - right_ones) / reviewed + 0.960365) / (reviewed + 3.841459) end as measured_low,
       case when reviewed > 0 then (right_ones + 1.920729) / (reviewed + 3.841459) + 1.959964 * sqrt(right_ones * (reviewed - right_ones) / reviewed + 0.960365) / (reviewed + 3.841459) end as measured_high
from banded
union all
select 'precision', 0.0, 1.0, w.pairs, w.pairs, w.found, w.right_share, w.reviewed, w.right_ones, m.share,
       case when w.reviewed > 0 then greatest(m.low, 0.0) end, case when w.reviewed > 0 then least(m.high, 1.0) end
from whole w cross join measured m
union all
select 'recall', 0.0, 1.0, cast(round(found + unsure + unmet) as bigint), pairs, found, found / nullif(found + unsure + unmet, 0), 0, 0, null, null, null
from whole
union all
select 'unsure', 0.0, 1.0, apart, 0, unsure, unsure / nullif(apart, 0), 0, 0, null, null, null from whole
union all
select 'unmet', 0.0, 1.0, cast(round(unmet) as bigint), 0, unmet, null, 0, 0, null, null, null from whole
