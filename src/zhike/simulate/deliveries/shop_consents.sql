-- shop/consents.csv: one row per answer of a user to a question about their data.
SELECT record_id(1, buyer) AS user_id,
    purpose,
    channel,
    state,
    strftime(instant(moment), '%Y-%m-%d %H:%M:%S') AS given_at,
    version AS text_version
FROM rows
