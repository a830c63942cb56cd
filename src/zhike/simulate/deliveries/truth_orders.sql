-- truth/orders.parquet: one row per order, with the person who bought.
SELECT source, order_id(system, number) AS order_id,
    if(person < 0, NULL, 'P' || lpad((person + 1)::VARCHAR, 8, '0')) AS person_id,
    if(buyer > 0, record_id(system, buyer), NULL) AS record_id,
    instant(moment) AS ordered_at, status, is_return, lines,
    yuan(gross) AS gross_amount, yuan(discount) AS discount_amount, yuan(paid) AS net_amount
FROM rows
