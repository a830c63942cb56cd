-- till/orders.csv: one row per order at the till, returns among them. The first header carries the byte order mark.
SELECT if(bad = 3, NULL, order_id(0, number)) AS "﻿订单号",
    if(buyer > 0, record_id(0, buyer), NULL) AS 会员编号,
    if(bad = 1, no_date(number), strftime(instant(moment), '%Y/%-m/%-d %H:%M')) AS 下单时间,
    if(is_return, '退货', '销售') AS 单据类型,
    CASE status WHEN 'completed' THEN '已完成' WHEN 'cancelled' THEN '已取消' ELSE '已退款' END AS 订单状态,
    '门店' AS 渠道,
    shop AS 门店,
    format('{:,.2f}', gross / 100) AS 商品总额,
    format('{:,.2f}', discount / 100) AS 优惠金额,
    if(bad = 2, no_amount(number), '¥' || format('{:,.2f}', paid / 100)) AS 实付金额,
    format('{:,.2f}', cost / 100) AS 成本金额,
    coupon AS 优惠券,
    campaign AS 活动
FROM rows
