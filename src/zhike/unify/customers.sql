-- One row per customer: the golden record, each field from the most trusted source that has it, the newest first within a source.
-- key: customer_id
-- sorted by: customer_id
-- per customer: yes
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
with placed as (
    select i.customer_id, r.source, r.arrived, r.kind, r.name, r.given_name, r.family_name, r.gender, r.birth_date, r.phone, r.email,
           r.national_id, r.wechat_id, r.member_no, r.company, r.job_title, r.address, r.province, r.city, r.district, r.postcode,
           r.country, r.language, r.registered_at, r.acquisition_channel, r.acquisition_cost, r.updated_at, r.attributes,
           row_number() over (
               partition by i.customer_id
               order by coalesce(t.trust, 1000000), coalesce(r.updated_at, r.registered_at) desc nulls last, r.arrived desc
           ) as place
    from records r
    join identity i on r.source = i.source and r.record_id = i.record_id
    left join source_trust t on r.source = t.source
)
select customer_id,
       arg_min(kind, place) filter (where kind is not null) as kind,
       arg_min(name, place) filter (where name is not null) as name,
       -- The parts of a name come from one record, so that no customer gets one's family name and another's given name.
       arg_min(given_name, place) filter (where given_name is not null and family_name is not null) as given_name,
       arg_min(family_name, place) filter (where given_name is not null and family_name is not null) as family_name,
       arg_min(gender, place) filter (where gender is not null) as gender,
       arg_min(birth_date, place) filter (where birth_date is not null) as birth_date,
       arg_min(phone, place) filter (where phone is not null) as phone,
       arg_min(email, place) filter (where email is not null) as email,
       arg_min(national_id, place) filter (where national_id is not null) as national_id,
       arg_min(wechat_id, place) filter (where wechat_id is not null) as wechat_id,
       arg_min(member_no, place) filter (where member_no is not null) as member_no,
       arg_min(company, place) filter (where company is not null) as company,
       arg_min(job_title, place) filter (where job_title is not null) as job_title,
       arg_min(address, place) filter (where address is not null) as address,
       -- Likewise the parts of a place: city and district, empty or not, go with the province.
       arg_min(province, place) filter (where province is not null) as province,
       arg_min_null(city, place) filter (where province is not null) as city,
       arg_min_null(district, place) filter (where province is not null) as district,
       arg_min(postcode, place) filter (where postcode is not null) as postcode,
       arg_min(country, place) filter (where country is not null) as country,
       arg_min(language, place) filter (where language is not null) as language,
       min(registered_at) as registered_at,
       cast(min(registered_at) as date) as registered_on,
       arg_min(acquisition_channel, arrived) filter (where acquisition_channel is not null) as acquisition_channel,
       arg_min(acquisition_cost, arrived) filter (where acquisition_cost is not null) as acquisition_cost,
       max(updated_at) as updated_at,
       count(*) as records,
       string_agg(distinct source, ', ' order by source) as sources,
       arg_min(attributes, place) filter (where attributes is not null) as attributes
from placed
group by customer_id
