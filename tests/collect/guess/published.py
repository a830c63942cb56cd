"""Column names as public data sets and systems' manuals publish them, with rows made up here.

Written after the guesser first ran, and not tuned on: the second half of what accuracy is reported from.
"""

from __future__ import annotations

from held_out import Case, table

PUBLISHED = (
    Case(
        "Square item sales",
        "order_lines",
        {
            "Date": "ordered_at",
            "Time": None,
            "Time Zone": None,
            "Category": "category",
            "Item": "product_name",
            "Qty": "quantity",
            "Price Point Name": None,
            "SKU": "sku",
            "Gross Sales": "gross_amount",
            "Discounts": "discount_amount",
            "Net Sales": ("net_amount", "line_amount"),
            "Tax": None,
            "Transaction ID": "order_id",
            "Payment ID": None,
            "Device Name": None,
            "Location": "store",
            "Customer ID": "record_id",
            "Customer Name": None,
        },
        table("""
            2024-03-01 | 09:12:44 | Pacific Time (US & Canada) | Coffee | Flat white | 2.0 | Large | FW-L | $9.00 | $0.00 | $9.00 | $0.80 | Tx8aQ1 | Pm11 | Till 1 | Main Street | CU01 | Ana Silva
            2024-03-01 | 09:12:44 | Pacific Time (US & Canada) | Food | Almond croissant | 1.0 | Regular | CR-A | $4.50 | -$0.50 | $4.00 | $0.36 | Tx8aQ1 | Pm11 | Till 1 | Main Street | CU01 | Ana Silva
            2024-03-01 | 09:30:02 | Pacific Time (US & Canada) | Coffee | Espresso | 1.0 | Single | ES-1 | $3.00 | $0.00 | $3.00 | $0.27 | Tx8bR2 | Pm12 | Till 2 | Main Street | |
            2024-03-02 | 10:01:59 | Pacific Time (US & Canada) | Coffee | Flat white | 1.0 | Small | FW-S | $4.00 | $0.00 | $4.00 | $0.35 | Tx8cS3 | Pm13 | Till 1 | Harbour | CU07 | Ben Carter
        """),
    ),
    Case(
        "Olist orders",
        "orders",
        {
            "order_id": "order_id",
            "customer_id": "record_id",
            "order_status": "status",
            "order_purchase_timestamp": "ordered_at",
            "order_approved_at": None,
            "order_delivered_carrier_date": None,
            "order_delivered_customer_date": None,
            "order_estimated_delivery_date": None,
        },
        table("""
            e481a1 | 9ef4b1 | delivered | 2017-10-02 10:56:33 | 2017-10-02 11:07:15 | 2017-10-04 19:55:00 | 2017-10-10 21:25:13 | 2017-10-18 00:00:00
            53cdb2 | b0830c | delivered | 2018-07-24 20:41:37 | 2018-07-26 03:24:27 | 2018-07-26 14:31:00 | 2018-08-07 15:27:45 | 2018-08-13 00:00:00
            47770e | 41ce2d | canceled | 2018-08-08 08:38:49 | 2018-08-08 08:55:23 | | | 2018-09-04 00:00:00
            949d5b | f88197 | shipped | 2017-11-18 19:28:06 | 2017-11-18 19:45:59 | 2017-11-22 13:39:59 | | 2017-12-15 00:00:00
        """),
    ),
    Case(
        "Olist customers",
        "customers",
        {
            "customer_id": "record_id",
            "customer_unique_id": ("member_no", None),
            "customer_zip_code_prefix": "postcode",
            "customer_city": "city",
            "customer_state": "province",
        },
        table("""
            06b899 | 861eff | 14409 | franca | SP
            18955e | 290c77 | 09790 | sao bernardo do campo | SP
            4e7b3e | 060e73 | 01151 | sao paulo | SP
            b2b602 | 259dac | 30130 | belo horizonte | MG
        """),
    ),
    Case(
        "Olist reviews",
        "feedback",
        {
            "review_id": "feedback_id",
            "order_id": "order_id",
            "review_score": "score",
            "review_comment_title": None,
            "review_comment_message": "text",
            "review_creation_date": "given_at",
            "review_answer_timestamp": None,
        },
        table("""
            7bc24 | 73fc7a | 4 | | | 2018-01-18 00:00:00 | 2018-01-18 21:46:59
            80e64 | a548c7 | 5 | Super | Arrived well before the promised day | 2018-03-10 00:00:00 | 2018-03-11 03:05:13
            228ce | f9e4b6 | 1 | | Wrong colour was sent | 2018-02-17 00:00:00 | 2018-02-18 14:36:24
            e64fb | 658677 | 5 | | Very good | 2017-04-21 00:00:00 | 2017-04-21 22:02:06
        """),
    ),
    Case(
        "Superstore",
        "order_lines",
        {
            "Row ID": ("line_no", None),
            "Order ID": "order_id",
            "Order Date": "ordered_at",
            "Ship Date": None,
            "Ship Mode": None,
            "Customer ID": "record_id",
            "Customer Name": None,
            "Segment": None,
            "Region": None,
            "Product ID": "sku",
            "Category": "category",
            "Sub-Category": None,
            "Product Name": "product_name",
            "Sales": ("line_amount", "net_amount"),
            "Quantity": "quantity",
            "Discount": (None, "discount_amount"),
            "Profit": None,
        },
        table("""
            1 | CA-2016-152156 | 11/8/2016 | 11/11/2016 | Second Class | CG-12520 | Claire Gute | Consumer | South | FUR-BO-10001798 | Furniture | Bookcases | Birch bookcase | 261.96 | 2 | 0 | 41.91
            2 | CA-2016-152156 | 11/8/2016 | 11/11/2016 | Second Class | CG-12520 | Claire Gute | Consumer | South | FUR-CH-10000454 | Furniture | Chairs | Stacking chair | 731.94 | 3 | 0 | 219.58
            3 | CA-2016-138688 | 6/12/2016 | 6/16/2016 | Second Class | DV-13045 | Darrin Van | Corporate | West | OFF-LA-10000240 | Office | Labels | Address labels | 14.62 | 2 | 0 | 6.87
            4 | US-2015-108966 | 10/11/2015 | 10/18/2015 | Standard Class | SO-20335 | Sean Odo | Consumer | South | FUR-TA-10000577 | Furniture | Tables | Slim table | 957.57 | 5 | 0.45 | -383.03
        """),
    ),
    Case(
        "bank churn",
        "subscriptions",
        {
            "RowNumber": None,
            "CustomerId": "record_id",
            "Surname": None,
            "CreditScore": None,
            "Geography": None,
            "Gender": None,
            "Age": None,
            "Tenure": ("tenure_months", None),
            "Balance": None,
            "NumOfProducts": None,
            "EstimatedSalary": None,
            "Exited": "churned",
        },
        table("""
            1 | 15634602 | Hargrave | 619 | France | Female | 42 | 2 | 0 | 1 | 101348.88 | 1
            2 | 15647311 | Hill | 608 | Spain | Female | 41 | 1 | 83807.86 | 1 | 112542.58 | 0
            3 | 15619304 | Onio | 502 | France | Female | 42 | 8 | 159660.8 | 3 | 113931.57 | 1
            4 | 15701354 | Boni | 699 | France | Male | 39 | 1 | 0 | 2 | 93826.63 | 0
        """),
    ),
    Case(
        "REES46 shop events",
        "events",
        {
            "event_time": "occurred_at",
            "event_type": "event",
            "product_id": "sku",
            "category_id": None,
            "category_code": None,
            "brand": None,
            "price": ("value", None),
            "user_id": "record_id",
            "user_session": ("anonymous_id", None),
        },
        table("""
            2019-10-01 00:00:00 UTC | view | 44600062 | 2103807459595387724 | | shiseido | 35.79 | 541312140 | 72d76fde-8bb3
            2019-10-01 00:00:00 UTC | view | 3900821 | 2053013552326770905 | appliances.heater | aqua | 33.20 | 554748717 | 9333dfbd-b87a
            2019-10-01 00:00:04 UTC | cart | 1004237 | 2053013555631882655 | electronics.phone | apple | 1081.98 | 535871217 | c6bd7419-2748
            2019-10-01 00:01:11 UTC | purchase | 1004237 | 2053013555631882655 | electronics.phone | apple | 1081.98 | 535871217 | c6bd7419-2748
        """),
    ),
    Case(
        "HighLevel transactions",
        "orders",
        {
            "Customer first name": None,
            "Customer last name": None,
            "Customer email": None,
            "Customer phone": None,
            "Payment Method": None,
            "Currency": "currency",
            "Sub total": "gross_amount",
            "Discount": "discount_amount",
            "Total Tax Amount": None,
            "Tip Amount": None,
            "Amount Paid": "net_amount",
            "Transaction date": "ordered_at",
            "Transaction time": None,
        },
        table("""
            John | Doe | john@example.com | +14155552671 | Credit Card | USD | 100.00 | 10.00 | 8.00 | 2.00 | 100.00 | 2025-01-25 | 12:30 PM
            Ana | Silva | ana@example.com | +14155550101 | Cash | USD | 42.00 | 0.00 | 3.36 | 0.00 | 45.36 | 2025-01-25 | 01:05 PM
            Ben | Carter | ben@example.com | +14155550188 | Credit Card | USD | 250.00 | 25.00 | 18.00 | 10.00 | 253.00 | 2025-01-26 | 09:45 AM
        """),
    ),
    Case(
        "dunnhumby baskets",
        "order_lines",
        {
            "household_key": "record_id",
            "BASKET_ID": "order_id",
            "DAY": None,
            "PRODUCT_ID": "sku",
            "QUANTITY": "quantity",
            "SALES_VALUE": ("line_amount", "net_amount"),
            "STORE_ID": "store",
            "RETAIL_DISC": (None, "discount_amount"),
            "TRANS_TIME": None,
            "WEEK_NO": None,
            "COUPON_DISC": (None, "discount_amount"),
        },
        table("""
            2375 | 26984851472 | 1 | 1004906 | 1 | 1.39 | 364 | -0.60 | 1631 | 1 | 0.00
            2375 | 26984851472 | 1 | 1033142 | 1 | 0.82 | 364 | 0.00 | 1631 | 1 | 0.00
            2375 | 26984851516 | 2 | 826249 | 2 | 1.98 | 364 | -0.60 | 1642 | 1 | 0.00
            1364 | 26984896261 | 2 | 842930 | 1 | 2.19 | 31742 | 0.00 | 1520 | 1 | 0.00
        """),
    ),
    Case(
        "淘宝 orders",
        "orders",
        {
            "订单编号": "order_id",
            "买家会员名": "record_id",
            "买家应付货款": "gross_amount",
            "买家应付邮费": None,
            "总金额": (None, "gross_amount"),
            "买家实际支付金额": "net_amount",
            "订单状态": "status",
            "买家留言": None,
            "收货人姓名": None,
            "收货地址": None,
            "联系手机": None,
            "订单创建时间": "ordered_at",
            "订单付款时间": None,
            "宝贝标题": None,
            "宝贝总数量": None,
            "店铺名称": "store",
        },
        table("""
            ="1801" | tb_sunny | 128.00 | 0.00 | 128.00 | 118.00 | 交易成功 | | 陈晓 | 浙江省 杭州市 西湖区 文一路 8号 | '13811112222 | 2024-05-01 10:00:11 | 2024-05-01 10:00:40 | 纯棉四件套 | 1 | 暖山家居旗舰店
            ="1802" | 小河弯弯 | 59.00 | 6.00 | 65.00 | 65.00 | 买家已付款，等待卖家发货 | 尽快发 | 吴迪 | 江苏省 南京市 玄武区 中山路 20号 | '13922223333 | 2024-05-01 11:21:09 | 2024-05-01 11:22:00 | 抱枕 | 2 | 暖山家居旗舰店
            ="1803" | tb99887 | 33.00 | 0.00 | 33.00 | 0.00 | 交易关闭 | | 郑爽 | 广东省 广州市 天河区 体育西路 3号 | '13733334444 | 2024-05-02 08:02:55 | | 桌布 | 1 | 暖山家居旗舰店
            ="1804" | tb_sunny | 256.00 | 0.00 | 256.00 | 246.00 | 交易成功 | | 陈晓 | 浙江省 杭州市 西湖区 文一路 8号 | '13811112222 | 2024-05-03 21:40:00 | 2024-05-03 21:41:10 | 羽绒被 | 1 | 暖山家居旗舰店
        """),
    ),
    Case(
        "Google Contacts",
        "customers",
        {
            "First Name": "given_name",
            "Middle Name": None,
            "Last Name": "family_name",
            "Birthday": "birth_date",
            "Notes": None,
            "Labels": None,
            "E-mail 1 - Label": None,
            "E-mail 1 - Value": "email",
            "Phone 1 - Label": None,
            "Phone 1 - Value": "phone",
            "Address 1 - City": "city",
            "Address 1 - Postal Code": "postcode",
            "Address 1 - Country": "country",
            "Organization Name": "company",
            "Organization Title": "job_title",
        },
        table("""
            Ana | | Silva | 1988-04-02 | | * myContacts | Home | ana@example.com | Mobile | +351 912 345 678 | Porto | 4000-123 | Portugal | Silva Lda | Buyer
            Ben | J | Carter | | met at fair | * myContacts | Work | ben@example.com | Work | +44 7700 900123 | Leeds | LS1 4AP | United Kingdom | Acme | CTO
            Chloe | | Martin | 1995-11-30 | | * myContacts | * | chloe@example.org | Mobile | +1 512 555 0147 | Austin | 73301 | United States | |
        """),
    ),
    Case(
        "Zendesk tickets",
        "interactions",
        {
            "Id": "interaction_id",
            "Requester id": "record_id",
            "Requester email": None,
            "Subject": "topic",
            "Via": "channel",
            "Assignee": "agent",
            "Group": None,
            "Status": "outcome",
            "Priority": None,
            "Created at": "started_at",
            "Solved at": "ended_at",
            "Satisfaction Score": None,
        },
        table("""
            3501 | 9001 | ana@example.com | Parcel lost | Web form | Kim Lee | Support | Solved | Normal | 2024-02-01 09:12 | 2024-02-02 10:00 | Good
            3502 | 9002 | ben@example.com | Refund not received | Mail | Jo Park | Billing | Open | High | 2024-02-01 10:30 | | Unoffered
            3503 | 9001 | ana@example.com | Change of address | Chat | Kim Lee | Support | Solved | Low | 2024-02-03 14:44 | 2024-02-03 15:01 | Offered
        """),
    ),
)
