-- till/order_lines.csv: one row per line of an order at the till; what is sent back has a negative quantity.
SELECT if(bad = 2, NULL, order_id(0, number)) AS 订单号,
    line_no AS 行号,
    sku AS 商品编码,
    product_name AS 商品名称,
    category AS 商品分类,
    quantity AS 数量,
    yuan(price) AS 单价,
    if(bad = 1, no_amount(number), yuan(net)::VARCHAR) AS 行金额,
    yuan(cost) AS 行成本
FROM rows
