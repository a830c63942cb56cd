-- shop/events.csv: one row per thing that somebody did in the web shop; most are not logged in all the time.
SELECT 'e' || lpad(number::VARCHAR, 10, '0') AS event_id,
    if(known, record_id(1, buyer), NULL) AS user_id,
    'c' || left(md5(buyer || '/' || device), 15) AS anonymous_id,
    event,
    if(bad = 1, no_date(number), strftime(instant(moment), '%Y-%m-%d %H:%M:%S')) AS occurred_at,
    if(device = 0, 'h5', 'pc') AS channel,
    CASE event WHEN 'search' THEN '/search' WHEN 'add_to_cart' THEN '/cart' WHEN 'campaign_click' THEN '/sale'
        WHEN 'page_view' THEN '/' ELSE '/p/' || sku END AS page,
    referrer,
    campaign,
    if(event IN ('product_view', 'add_to_cart'), sku, NULL) AS sku,
    if(event = 'add_to_cart', yuan(price), NULL) AS value
FROM rows
