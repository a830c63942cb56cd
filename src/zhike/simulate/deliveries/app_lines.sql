-- app/order_lines.csv: one row per line of an order in the app; what is sent back has a negative quantity.
SELECT if(bad = 2, NULL, order_id(2, number)) AS "orderId",
    line_no AS "lineNo",
    sku AS "skuCode",
    product_name AS "productName",
    category,
    quantity AS qty,
    yuan(price) AS price,
    if(bad = 1, no_amount(number), yuan(net)::VARCHAR) AS "lineAmount",
    yuan(cost) AS "lineCost"
FROM rows
