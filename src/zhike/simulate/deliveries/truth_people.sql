-- truth/people.parquet: one row per person. Rates are per day of an average season; dropped_out_at may lie in the future.
SELECT 'P' || lpad((person + 1)::VARCHAR, 8, '0') AS person_id,
    'P' || lpad((household + 1)::VARCHAR, 8, '0') AS household_id,
    family_name, given_name, is_foreign,
    if(female, 'female', 'male') AS gender,
    date_of(born) AS birth_date,
    '+86' || phone AS phone,
    place AS division_code,
    instant(acquired) AS acquired_at,
    channel AS acquisition_channel,
    buys, purchase_rate, dropout_rate,
    -- A life longer than a century is longer than anybody asks for.
    instant(acquired + (least(alive_days, 36525) * 86400)::BIGINT) AS dropped_out_at,
    is_alive, spend_level, satisfaction, problems, liking_for_deals, first_category, second_category, favourite_source
FROM rows
