-- app/orders.csv: one row per order in the app.
SELECT if(bad = 3, NULL, order_id(2, number)) AS "orderId",
    record_id(2, buyer) AS "userId",
    if(bad = 1, no_date(number), strftime(instant(moment), '%Y-%m-%dT%H:%M:%S+08:00')) AS "orderTime",
    upper(status) AS "orderStatus",
    'app' AS channel,
    'CNY' AS currency,
    yuan(gross) AS "grossAmount",
    yuan(discount) AS "discountAmount",
    if(bad = 2, no_amount(number), yuan(paid)::VARCHAR) AS "paidAmount",
    yuan(cost) AS "costAmount",
    coupon AS "couponCode",
    campaign
FROM rows
