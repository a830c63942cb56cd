-- truth/events.parquet: one row per web event, with the person who caused it, logged in or not.
SELECT 'e' || lpad(number::VARCHAR, 10, '0') AS event_id, 'P' || lpad((person + 1)::VARCHAR, 8, '0') AS person_id FROM rows
