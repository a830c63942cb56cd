-- One row per day, channel and campaign: marketing costs.
-- key: source, cost_id
-- per customer: no
-- columns:
--   source | VARCHAR | - | the source
--   cost_id | VARCHAR | - | digest of the cost's key
--   date | DATE | - | day of the cost
--   channel | VARCHAR | - | channel
--   campaign | VARCHAR | - | campaign
--   amount | DECIMAL(18,4) | money | amount spent
--   currency | VARCHAR | - | currency it was spent in; the amount is converted, and empty where no rate is set
select c.source, c.row_id as cost_id, c.date, c.channel, c.campaign, cast(c.amount * r.rate as decimal(18, 4)) as amount,
       coalesce(c.currency, $currency) as currency
from collected_costs c
left join currency_rates r on coalesce(c.currency, $currency) = r.currency
where c.date <= $as_of
