-- service/contacts.xlsx: one row per contact of a till member with the service desk.
SELECT 'K' || lpad(number::VARCHAR, 6, '0') AS 工单号,
    record_id(0, buyer) AS 会员编号,
    kind AS 类型,
    channel AS 渠道,
    strftime(instant(moment), '%Y-%m-%d %H:%M:%S') AS 开始时间,
    strftime(instant(moment + seconds), '%Y-%m-%d %H:%M:%S') AS 结束时间,
    agent AS 客服,
    topic AS 主题,
    outcome AS 处理结果,
    note AS 备注
FROM rows
