-- One row per field of the golden record: the rule by which this run chose its value.
-- key: field
-- per customer: no
-- columns:
--   field | VARCHAR | - | column of customers
--   rule | VARCHAR | - | trusted, newest, frequent or complete
select field, rule from golden_choices
