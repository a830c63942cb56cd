-- products.csv: one row per product.
SELECT sku, product_name AS name, category, brand, yuan(price) AS price, yuan(cost) AS cost FROM rows
