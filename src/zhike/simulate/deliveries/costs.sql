-- marketing/costs.csv: one row per day, channel and campaign.
SELECT date_of(day_number) AS 日期, channel AS 渠道, campaign AS 活动, yuan(fen) AS 花费, 'CNY' AS 币种 FROM rows
