-- shop/order_lines.csv: one row per line of an order of the web shop.
SELECT if(bad = 2, NULL, order_id(1, number)) AS order_id,
    line_no,
    sku,
    product_name,
    category,
    quantity,
    yuan(price) AS unit_price,
    if(bad = 1, no_amount(number), yuan(net)::VARCHAR) AS line_amount,
    yuan(cost) AS line_cost
FROM rows
