-- truth/merges.parquet: one row per pair of records that are one person.
SELECT source_a, record_id(system_a, number_a) AS record_a, source_b, record_id(system_b, number_b) AS record_b,
    'P' || lpad((person + 1)::VARCHAR, 8, '0') AS person_id
FROM rows
