-- One row per source: its place in the order of trust, as this run used it.
-- key: source
-- per customer: no
-- columns:
--   source | VARCHAR | - | the source
--   place | INTEGER | - | 0 is the most trusted
select source, cast(trust as integer) as place from source_trust
