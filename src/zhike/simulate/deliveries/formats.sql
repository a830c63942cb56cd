-- How the company's systems write numbers, names and days. Amounts come in fen, instants in wall-clock seconds.
CREATE MACRO yuan(fen) AS (fen * 0.01::DECIMAL(3, 2))::DECIMAL(18, 2);
CREATE MACRO instant(seconds) AS make_timestamp(seconds * 1000000);
CREATE MACRO date_of(days) AS (DATE '1970-01-01' + days::INTEGER);
CREATE MACRO full_width(digits) AS translate(digits, '0123456789', '０１２３４５６７８９');

CREATE MACRO record_id(system, number) AS CASE system
    WHEN 0 THEN 'M' || lpad(number::VARCHAR, 8, '0')
    WHEN 1 THEN (10000000 + number)::VARCHAR
    WHEN 3 THEN 'L' || lpad(number::VARCHAR, 7, '0')
    ELSE 'u' || lpad((number * 7919 % 1000000007)::VARCHAR, 10, '0') END;
CREATE MACRO order_id(system, number) AS CASE system
    WHEN 0 THEN 'POS' || lpad(number::VARCHAR, 9, '0')
    WHEN 1 THEN 'W' || (100000000 + number)
    ELSE (600000000000 + number)::VARCHAR END;
CREATE MACRO card_no(number) AS '6688' || lpad(number::VARCHAR, 8, '0');

-- Given name first, as abroad; the pinyin has the family name first.
CREATE MACRO capital(word) AS upper(word[1]) || word[2:];
CREATE MACRO passport_name(pinyin) AS capital(split_part(pinyin, ' ', 2)) || ' ' || capital(split_part(pinyin, ' ', 1));
CREATE MACRO written_name(family, given, mistyped, pinyin, is_foreign, female, way) AS CASE
    WHEN way = 'missing' THEN NULL
    WHEN way = 'sentinel' THEN '无'
    WHEN is_foreign AND way = 'passport' THEN upper(family) || ', ' || given
    WHEN is_foreign AND way = 'title' THEN if(female, 'Ms. ', 'Mr. ') || family
    WHEN is_foreign AND way = 'mistyped' THEN mistyped || ' ' || family
    WHEN is_foreign THEN given || ' ' || family
    WHEN way = 'mistyped' THEN family || mistyped
    WHEN way = 'pinyin' THEN pinyin
    WHEN way = 'passport' THEN passport_name(pinyin)
    WHEN way = 'title' THEN family || if(female, '女士', '先生')
    WHEN way = 'honorific' THEN family || given || if(female, '女士', '先生')
    WHEN way = 'spaced' THEN family || ' ' || given
    ELSE family || given END;

CREATE MACRO written_phone(phone, old_phone, way) AS CASE way
    WHEN 'missing' THEN NULL
    WHEN 'sentinel' THEN '无'
    WHEN 'country_code' THEN '+86 ' || phone
    WHEN 'dashes' THEN substr(phone::VARCHAR, 1, 3) || '-' || substr(phone::VARCHAR, 4, 4) || '-' || substr(phone::VARCHAR, 8)
    WHEN 'spaced' THEN substr(phone::VARCHAR, 1, 3) || ' ' || substr(phone::VARCHAR, 4, 4) || ' ' || substr(phone::VARCHAR, 8)
    WHEN 'full_width' THEN full_width(phone::VARCHAR)
    WHEN 'old' THEN old_phone::VARCHAR
    WHEN 'wrong_digit' THEN (phone - phone % 10 + (phone + 3) % 10)::VARCHAR
    ELSE phone::VARCHAR END;

-- Only names under example.com: nobody real can ever be written to.
CREATE MACRO written_email(name, number, host, way) AS CASE way
    WHEN 'missing' THEN NULL
    WHEN 'sentinel' THEN 'N/A'
    WHEN 'capitals' THEN upper(name[1]) || name[2:] || number || '@' || upper(host)
    WHEN 'broken' THEN name || number || '.' || host
    ELSE name || number || '@' || host END;

-- Day and month can change places only where the day could be a month.
CREATE MACRO swapped(born) AS if(day(born) <= 12, make_date(year(born), day(born), month(born)), born);
CREATE MACRO written_birth(born, way) AS CASE way
    WHEN 'missing' THEN NULL
    WHEN 'sentinel' THEN '1900-01-01'
    WHEN 'swapped' THEN swapped(born)::VARCHAR
    WHEN 'other_format' THEN strftime(born, '%Y年%-m月%-d日')
    ELSE born::VARCHAR END;

CREATE MACRO home(road, house, estate) AS
    road || house || '号' || estate || (house % 18 + 1) || '栋' || (house % 4 + 1) || '单元' || (house % 12 + 1) || '0' || (house % 3 + 1) || '室';
CREATE MACRO written_address(province, city, district, home, way) AS CASE way
    WHEN 'missing' THEN NULL
    WHEN 'no_province' THEN city || district || home
    WHEN 'spaced' THEN if(province = city, '', province || ' ') || city || ' ' || district || ' ' || home
    ELSE if(province = city, '', province) || city || district || home END;

-- What a broken cell holds.
CREATE MACRO no_date(n) AS (['待补录', '2024-13-45', '昨天下午'])[n % 3 + 1];
CREATE MACRO no_amount(n) AS (['面议', '#REF!', '12.3.4'])[n % 3 + 1];
