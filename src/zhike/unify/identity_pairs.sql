-- One row per pair of records that is linked, or that may be one person: who, by what, how sure, and what became of it.
-- key: pair_id
-- sorted by: customer_a
-- per customer: no
-- columns:
--   pair_id | VARCHAR | - | digest of the two records; names the pair, and the merge that it made, for good
--   id_a | BIGINT | - | the record that arrived first: its place in the order of arrival
--   id_b | BIGINT | - | the record that arrived later
--   source_a | VARCHAR | - | source of the record that arrived first
--   record_a | VARCHAR | - | its number there
--   customer_a | VARCHAR | - | its customer
--   source_b | VARCHAR | - | source of the record that arrived later
--   record_b | VARCHAR | - | its number there
--   customer_b | VARCHAR | - | its customer
--   matched_by | VARCHAR | - | what links the two: keys, match, person; empty when nothing does
--   outcome | VARCHAR | - | joined: it made one customer of two; needless: the two were one already; below: not sure enough; else why the link was refused
--   probability | DOUBLE | - | how sure it is that the two are one person
--   name | FLOAT | bits | how much name speaks for one person; negative: against
--   birth | FLOAT | bits | how much birth date speaks for one person; negative: against
--   phone | FLOAT | bits | how much phone speaks for one person; negative: against
--   email | FLOAT | bits | how much e-mail speaks for one person; negative: against
--   place | FLOAT | bits | how much address speaks for one person; negative: against
--   member_no | FLOAT | bits | how much member number speaks for one person; negative: against
--   national_id | FLOAT | bits | how much identity number speaks for one person; negative: against
--   wechat_id | FLOAT | bits | how much WeChat id speaks for one person; negative: against
--   company | FLOAT | bits | how much company speaks for one person; negative: against
--   gender | FLOAT | bits | how much gender speaks for one person; negative: against
--   name_way | TINYINT | - | how the pair agrees in name, as in identity_model; -1 unknown
--   birth_way | TINYINT | - | how the pair agrees in birth date, as in identity_model; -1 unknown
--   phone_way | TINYINT | - | how the pair agrees in phone, as in identity_model; -1 unknown
--   email_way | TINYINT | - | how the pair agrees in e-mail, as in identity_model; -1 unknown
--   place_way | TINYINT | - | how the pair agrees in address, as in identity_model; -1 unknown
--   member_no_way | TINYINT | - | how the pair agrees in member number, as in identity_model; -1 unknown
--   national_id_way | TINYINT | - | how the pair agrees in identity number, as in identity_model; -1 unknown
--   wechat_id_way | TINYINT | - | how the pair agrees in WeChat id, as in identity_model; -1 unknown
--   company_way | TINYINT | - | how the pair agrees in company, as in identity_model; -1 unknown
--   gender_way | TINYINT | - | how the pair agrees in gender, as in identity_model; -1 unknown
-- What is hardly one person (less than one in ten) is left out: most compared pairs are that.
with said as (
    select coalesce(l.id_a, s.id_a) as id_a, coalesce(l.id_b, s.id_b) as id_b, coalesce(l.matched_by, '') as matched_by,
           coalesce(l.outcome, 'below') as outcome, coalesce(s.probability, l.probability) as probability,
           s.name, s.birth, s.phone, s.email, s.place, s.member_no, s.national_id, s.wechat_id, s.company, s.gender,
           s.name_way, s.birth_way, s.phone_way, s.email_way, s.place_way, s.member_no_way, s.national_id_way, s.wechat_id_way, s.company_way, s.gender_way
    from (select * from identity_scores where probability >= 0.1) s
    full outer join identity_links l on s.id_a = l.id_a and s.id_b = l.id_b
),
named as (
    select arrived, source, record_id, customer_id from identity where source <> 'zhike'
)
select 'P' || to_base(cast(md5_number_lower(concat_ws(chr(31), a.source, a.record_id, b.source, b.record_id)) % 131621703842267136 as bigint), 36, 11) as pair_id,
       s.id_a, s.id_b, a.source as source_a, a.record_id as record_a, a.customer_id as customer_a,
       b.source as source_b, b.record_id as record_b, b.customer_id as customer_b,
       s.matched_by, s.outcome, s.probability,
       s.name, s.birth, s.phone, s.email, s.place, s.member_no, s.national_id, s.wechat_id, s.company, s.gender,
       s.name_way, s.birth_way, s.phone_way, s.email_way, s.place_way, s.member_no_way, s.national_id_way, s.wechat_id_way, s.company_way, s.gender_way
from said s join named a on s.id_a = a.arrived join named b on s.id_b = b.arrived
