-- One row per record: a customer as one source has it, or as one source's orders and events speak of it.
-- key: source, record_id
-- per customer: no
-- columns:
--   source | VARCHAR | - | the source
--   record_id | VARCHAR | - | the customer's number in the source
--   arrived | BIGINT | - | place in the order of arrival of all rows ever received
--   listed | BOOLEAN | - | whether a customer file of the source lists the record; otherwise only orders or events speak of it
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
--   registered_at | TIMESTAMP WITH TIME ZONE | - | when the customer registered
--   acquisition_channel | VARCHAR | - | channel that brought the customer
--   acquisition_cost | DECIMAL(18,4) | money | cost of winning the customer
--   updated_at | TIMESTAMP WITH TIME ZONE | - | when the source last changed the record
--   attributes | VARCHAR | - | further columns kept on purpose, as JSON | personal
with listed as (
    select source, coalesce(record_id, member_no, row_id) as record_id, arrived, kind, name, given_name, family_name, gender, birth_date,
           phone, email, national_id, wechat_id, member_no, company, job_title, address, province, city, district, postcode,
           country, language, registered_at, acquisition_channel, acquisition_cost, updated_at, attributes
    from collected_customers
    -- A record that says when it began is not known before that day.
    where registered_at is null or cast(registered_at as date) <= $as_of
),
mentioned as (
    select source, record_id, arrived from collected_orders
    where record_id is not null and cast(ordered_at as date) <= $as_of
    union all
    select source, record_id, arrived from collected_order_lines
    where record_id is not null and (ordered_at is null or cast(ordered_at as date) <= $as_of)
    union all
    select source, record_id, arrived from collected_events
    where record_id is not null and cast(occurred_at as date) <= $as_of
    union all
    select source, record_id, arrived from collected_subscriptions
    where record_id is not null and (started_at is null or cast(started_at as date) <= $as_of)
    union all
    select source, record_id, arrived from collected_feedback
    where record_id is not null and cast(given_at as date) <= $as_of
    union all
    select source, record_id, arrived from collected_interactions
    where record_id is not null and cast(started_at as date) <= $as_of
    union all
    select source, record_id, arrived from collected_consents
    where record_id is not null and cast(given_at as date) <= $as_of
),
unlisted as (
    select m.source, m.record_id, min(m.arrived) as arrived
    from mentioned m
    left join listed c on m.source = c.source and m.record_id = c.record_id
    where c.source is null
    group by m.source, m.record_id
)
select source, record_id, arrived, true as listed, kind, name, given_name, family_name, gender, birth_date,
       phone, email, national_id, wechat_id, member_no, company, job_title, address, province, city, district, postcode,
       country, language, registered_at, acquisition_channel, acquisition_cost, updated_at, attributes
from listed
union all
-- Orders may name a listed customer by the card: then the number is a member number, which joins the two.
select u.source, u.record_id, u.arrived, false, null, null, null, null, null, null, null, null, null, null, c.member_no, null, null, null,
       null, null, null, null, null, null, null, null, null, null, null
from unlisted u
left join (select distinct source, member_no from listed where member_no is not null) c on u.source = c.source and u.record_id = c.member_no
