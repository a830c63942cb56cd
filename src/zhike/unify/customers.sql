-- One row per customer: the golden record, each field by its rule: from the most trusted source that has it (the newest first within a source) unless the settings say otherwise.
-- key: customer_id
-- sorted by: customer_id
-- per customer: yes
-- apart by: customer_id
-- columns:
--   customer_id | VARCHAR | - | the customer
--   kind | VARCHAR | - | person or company
--   name | VARCHAR | - | full name | personal
--   given_name | VARCHAR | - | given name | personal
--   family_name | VARCHAR | - | family name | personal
--   gender | VARCHAR | - | female, male or other
--   birth_date | DATE | - | date of birth | personal
--   phone | VARCHAR | - | phone number, E.164 | personal
--   email | VARCHAR | - | e-mail address | personal
--   national_id | VARCHAR | - | keyed hash of the identity number; the number itself is never kept | personal
--   wechat_id | VARCHAR | - | WeChat id | personal
--   member_no | VARCHAR | - | member or loyalty card number | personal
--   company | VARCHAR | - | company the customer works for, or is
--   job_title | VARCHAR | - | job title
--   address | VARCHAR | - | postal address as given | personal
--   province | VARCHAR | - | province or state
--   city | VARCHAR | - | city
--   district | VARCHAR | - | district or county
--   postcode | VARCHAR | - | postal code
--   country | VARCHAR | - | country
--   language | VARCHAR | - | preferred language
--   registered_at | TIMESTAMP WITH TIME ZONE | - | when the customer first registered with any source
--   registered_on | DATE | - | day of registration
--   acquisition_channel | VARCHAR | - | channel that brought the customer, as the first source that says so has it
--   acquisition_cost | DECIMAL(18,4) | money | cost of winning the customer
--   updated_at | TIMESTAMP WITH TIME ZONE | - | when a source last changed a record of the customer
--   records | BIGINT | - | source records behind the customer
--   sources | VARCHAR | - | sources that know the customer
--   attributes | VARCHAR | - | further columns kept on purpose, as JSON | personal
-- Most customers have one record: only the others need their records put in order of trust. Where the settings name another
-- rule for a field, `trusted` is replaced there by the order that the rule gives (golden.py).
with placed as (
    select i.customer_id, r.arrived,
           row_number() over (
               partition by i.customer_id
               order by coalesce(t.trust, 1000000), coalesce(r.updated_at, r.registered_at) desc nulls last, r.arrived desc
           ) as trusted
    from records r
    join identity i on r.source = i.source and r.record_id = i.record_id
    left join source_trust t on r.source = t.source
    where i.matched_by <> 'only'
),
several as (
    select p.customer_id,
           arg_min(r.kind, trusted) filter (where r.kind is not null) as kind,
           arg_min(r.name, trusted) filter (where r.name is not null) as name,
           -- The parts of a name come from one record, so that no customer gets one's family name and another's given name.
           arg_min(r.given_name, trusted) filter (where r.given_name is not null and r.family_name is not null) as given_name,
           arg_min(r.family_name, trusted) filter (where r.given_name is not null and r.family_name is not null) as family_name,
           arg_min(r.gender, trusted) filter (where r.gender is not null) as gender,
           arg_min(r.birth_date, trusted) filter (where r.birth_date is not null) as birth_date,
           arg_min(r.phone, trusted) filter (where r.phone is not null) as phone,
           arg_min(r.email, trusted) filter (where r.email is not null) as email,
           arg_min(r.national_id, trusted) filter (where r.national_id is not null) as national_id,
           arg_min(r.wechat_id, trusted) filter (where r.wechat_id is not null) as wechat_id,
           arg_min(r.member_no, trusted) filter (where r.member_no is not null) as member_no,
           arg_min(r.company, trusted) filter (where r.company is not null) as company,
           arg_min(r.job_title, trusted) filter (where r.job_title is not null) as job_title,
           arg_min(r.address, trusted) filter (where r.address is not null) as address,
           -- Likewise the parts of a place: city and district, known or not, go with the province.
           arg_min(r.province, trusted) filter (where r.province is not null) as province,
           arg_min_null(r.city, trusted) filter (where r.province is not null) as city,
           arg_min_null(r.district, trusted) filter (where r.province is not null) as district,
           arg_min(r.postcode, trusted) filter (where r.postcode is not null) as postcode,
           arg_min(r.country, trusted) filter (where r.country is not null) as country,
           arg_min(r.language, trusted) filter (where r.language is not null) as language,
           min(r.registered_at) as registered_at,
           arg_min(r.acquisition_channel, r.arrived) filter (where r.acquisition_channel is not null) as acquisition_channel,
           arg_min(r.acquisition_cost, r.arrived) filter (where r.acquisition_cost is not null) as acquisition_cost,
           max(r.updated_at) as updated_at,
           count(*) as records,
           string_agg(distinct r.source, ', ' order by r.source) as sources,
           arg_min(r.attributes, trusted) filter (where r.attributes is not null) as attributes
    from placed p join records r on p.arrived = r.arrived
    group by p.customer_id
),
single as (
    select i.customer_id, r.kind, r.name, r.given_name, r.family_name, r.gender, r.birth_date, r.phone, r.email, r.national_id,
           r.wechat_id, r.member_no, r.company, r.job_title, r.address, r.province, r.city, r.district, r.postcode, r.country,
           r.language, r.registered_at, r.acquisition_channel, r.acquisition_cost, r.updated_at, cast(1 as bigint) as records,
           r.source as sources, r.attributes
    from records r join identity i on r.source = i.source and r.record_id = i.record_id
    where i.matched_by = 'only'
),
whole as (
    select * from several
    union all
    select * from single
),
-- What people corrected wins, whatever the rule: of each field the last correction, empty where there is no value.
said as (
    select i.customer_id, c.field, arg_max(c.value, c.arrived) as value
    from corrections c join identity i on i.source = 'zhike' and c.record_id = i.record_id
    group by i.customer_id, c.field
),
corrected as (
    select customer_id,
           max(value) filter (where field = 'kind') as kind,
           max(value) filter (where field = 'name') as name,
           max(value) filter (where field = 'given_name') as given_name,
           max(value) filter (where field = 'family_name') as family_name,
           max(value) filter (where field = 'gender') as gender,
           max(value) filter (where field = 'birth_date') as birth_date,
           max(value) filter (where field = 'phone') as phone,
           max(value) filter (where field = 'email') as email,
           max(value) filter (where field = 'wechat_id') as wechat_id,
           max(value) filter (where field = 'member_no') as member_no,
           max(value) filter (where field = 'company') as company,
           max(value) filter (where field = 'job_title') as job_title,
           max(value) filter (where field = 'address') as address,
           max(value) filter (where field = 'province') as province,
           max(value) filter (where field = 'city') as city,
           max(value) filter (where field = 'district') as district,
           max(value) filter (where field = 'postcode') as postcode,
           max(value) filter (where field = 'country') as country,
           max(value) filter (where field = 'language') as language,
           max(value) filter (where field = 'acquisition_channel') as acquisition_channel
    from said
    group by customer_id
)
select w.customer_id,
       case when c.kind is null then w.kind else nullif(c.kind, '') end as kind,
       case when c.name is null then w.name else nullif(c.name, '') end as name,
       case when c.given_name is null then w.given_name else nullif(c.given_name, '') end as given_name,
       case when c.family_name is null then w.family_name else nullif(c.family_name, '') end as family_name,
       case when c.gender is null then w.gender else nullif(c.gender, '') end as gender,
       case when c.birth_date is null then w.birth_date else cast(nullif(c.birth_date, '') as date) end as birth_date,
       case when c.phone is null then w.phone else nullif(c.phone, '') end as phone,
       case when c.email is null then w.email else nullif(c.email, '') end as email,
       w.national_id,
       case when c.wechat_id is null then w.wechat_id else nullif(c.wechat_id, '') end as wechat_id,
       case when c.member_no is null then w.member_no else nullif(c.member_no, '') end as member_no,
       case when c.company is null then w.company else nullif(c.company, '') end as company,
       case when c.job_title is null then w.job_title else nullif(c.job_title, '') end as job_title,
       case when c.address is null then w.address else nullif(c.address, '') end as address,
       case when c.province is null then w.province else nullif(c.province, '') end as province,
       case when c.city is null then w.city else nullif(c.city, '') end as city,
       case when c.district is null then w.district else nullif(c.district, '') end as district,
       case when c.postcode is null then w.postcode else nullif(c.postcode, '') end as postcode,
       case when c.country is null then w.country else nullif(c.country, '') end as country,
       case when c.language is null then w.language else nullif(c.language, '') end as language,
       w.registered_at,
       cast(w.registered_at as date) as registered_on,
       case when c.acquisition_channel is null then w.acquisition_channel else nullif(c.acquisition_channel, '') end as acquisition_channel,
       w.acquisition_cost,
       w.updated_at,
       w.records,
       w.sources,
       w.attributes
from whole w left join corrected c on w.customer_id = c.customer_id
