-- till/会员.csv: one row per till member.
SELECT if(bad = 1, NULL, record_id(0, number)) AS 会员编号,
    card_no(number) AS 会员卡号,
    written_name(family, given, mistyped, pinyin, is_foreign, female, name_way) AS 姓名,
    CASE WHEN gender_way = 0 THEN NULL WHEN gender_way = 1 THEN '未知' ELSE if(female, '女', '男') END AS 性别,
    written_birth(date_of(born), birth_way) AS 生日,
    written_phone(phone, old_phone, phone_way) AS 手机号,
    written_email(email_name, email_number, host, email_way) AS 邮箱,
    identity_number AS 身份证号,
    written_address(province, city, district, home(road, house, estate), address_way) AS 详细地址,
    strftime(instant(opened), '%Y/%-m/%-d %H:%M') AS 入会时间,
    channel AS 渠道,
    strftime(instant(updated), '%Y/%-m/%-d %H:%M') AS 更新时间
FROM rows
