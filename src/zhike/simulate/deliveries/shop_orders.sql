-- shop/orders.csv: one row per order of the web shop.
SELECT if(bad = 3, NULL, order_id(1, number)) AS order_id,
    record_id(1, buyer) AS user_id,
    if(bad = 1, no_date(number), strftime(instant(moment), '%Y-%m-%d %H:%M:%S')) AS created_at,
    status AS order_status,
    'web' AS channel,
    'CNY' AS currency,
    yuan(gross) AS gross_amount,
    yuan(discount) AS discount_amount,
    if(bad = 2, no_amount(number), yuan(paid)::VARCHAR) AS net_amount,
    yuan(cost) AS cost_amount,
    coupon AS coupon_code,
    campaign
FROM rows
