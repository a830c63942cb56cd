-- app/users.csv: one row per user of the app; the export flattens nested fields into dotted names.
SELECT if(bad = 1, NULL, record_id(2, number)) AS uid,
    written_name(family, given, mistyped, pinyin, is_foreign, female, name_way) AS "profile.name",
    if(gender_way < 6, '0', if(female, '2', '1')) AS "profile.sex",
    written_birth(date_of(born), birth_way) AS "profile.birthday",
    written_phone(phone, old_phone, phone_way) AS "contact.mobile",
    written_email(email_name, email_number, host, email_way) AS "contact.email",
    if(card > 0, card_no(card), NULL) AS member_card,
    'wx_' || left(md5('wechat' || person), 14) AS wechat_openid,
    if(address_way = 'missing', NULL, province) AS "address.province",
    if(address_way = 'missing', NULL, city) AS "address.city",
    if(address_way = 'missing', NULL, nullif(district, '')) AS "address.district",
    if(address_way = 'missing', NULL, home(road, house, estate)) AS "address.detail",
    channel AS register_channel,
    strftime(instant(opened), '%Y-%m-%d %H:%M:%S') AS registered_at,
    strftime(instant(updated), '%Y-%m-%d %H:%M:%S') AS updated_at
FROM rows
