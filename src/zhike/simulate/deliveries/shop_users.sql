-- shop/users.jsonl: one object per user of the web shop.
SELECT if(bad = 1, NULL, record_id(1, number)) AS user_id,
    written_name(family, given, mistyped, pinyin, is_foreign, female, name_way) AS name,
    if(gender_way < 6, NULL, if(female, 'F', 'M')) AS gender,
    written_birth(date_of(born), birth_way) AS birthday,
    written_phone(phone, old_phone, phone_way) AS mobile,
    written_email(email_name, email_number, host, email_way) AS email,
    if(address_way = 'missing', NULL, {
        'province': province,
        'city': city,
        'district': nullif(district, ''),
        'street': if(address_way = 'spaced', ' ', '') || home(road, house, estate)
    }) AS address,
    if(is_foreign, 'en', 'zh-CN') AS language,
    channel AS acquisition_channel,
    strftime(instant(opened), '%Y-%m-%dT%H:%M:%S+08:00') AS created_at,
    strftime(instant(updated), '%Y-%m-%dT%H:%M:%S+08:00') AS updated_at
FROM rows
