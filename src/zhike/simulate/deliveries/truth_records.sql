-- truth/records.parquet: one row per record, with the person behind it and the way in which each field was written.
SELECT source, record_id(system, number) AS record_id,
    'P' || lpad((person + 1)::VARCHAR, 8, '0') AS person_id,
    instant(opened) AS opened_at, is_duplicate, name_way, phone_way, email_way, birth_way, address_way
FROM rows
