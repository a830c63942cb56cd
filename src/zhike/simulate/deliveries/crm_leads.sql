-- crm/leads.parquet: one row per person whom the staff noted in the CRM; days and moments are typed, not text.
SELECT if(bad = 1, NULL, record_id(3, number)) AS lead_id,
    written_name(family, given, mistyped, pinyin, is_foreign, female, name_way) AS full_name,
    if(gender_way < 8, NULL, if(female, 'female', 'male')) AS gender,
    written_birth(date_of(born), birth_way)::DATE AS birthday,
    written_phone(phone, old_phone, phone_way) AS mobile_phone,
    written_email(email_name, email_number, host, email_way) AS email,
    -- Where somebody lives is often known, but not in which street.
    if(address_way = 'missing' AND number % 3 = 0, NULL, province) AS province,
    if(address_way = 'missing' AND number % 3 = 0, NULL, city) AS city,
    if(address_way = 'missing', NULL, nullif(district, '')) AS district,
    if(address_way = 'missing', NULL, if(address_way = 'spaced', ' ', '') || home(road, house, estate)) AS street_address,
    channel AS lead_source,
    instant(opened) AS created_at,
    instant(updated) AS updated_at
FROM rows
