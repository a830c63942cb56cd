-- till/consents.csv: one row per answer of a till member to a question about their data.
SELECT record_id(0, buyer) AS 会员编号,
    purpose AS 用途,
    channel AS 渠道,
    CASE state WHEN 'granted' THEN '同意' WHEN 'denied' THEN '拒绝' ELSE '撤回' END AS 状态,
    strftime(instant(moment), '%Y/%-m/%-d %H:%M') AS 时间,
    version AS 文本版本
FROM rows
