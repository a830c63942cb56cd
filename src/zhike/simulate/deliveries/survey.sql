-- survey/nps.csv: one row per answer of a user of the web shop.
SELECT 'A' || lpad(number::VARCHAR, 7, '0') AS 答卷编号,
    record_id(1, buyer) AS 用户ID,
    kind AS 类型,
    if(bad = 1, '很满意', score::VARCHAR) AS 评分,
    scale_max AS 满分,
    comment AS 评价内容,
    strftime(instant(moment), '%Y-%m-%d %H:%M') AS 答题时间,
    if(number % 3 = 0, '短信', '邮件') AS 渠道,
    order_id(1, order_number) AS 订单号
FROM rows
