"""Files that the guesser was made and mended on; they must all come out right."""

from __future__ import annotations

from held_out import Case, table

FAMILIAR = (
    Case(
        "analytics events",
        "events",
        {
            "event_timestamp": "occurred_at",
            "event_name": "event",
            "user_id": "record_id",
            "user_pseudo_id": "anonymous_id",
            "page_location": "page",
            "page_referrer": "referrer",
            "device_category": None,
            "event_value_in_usd": "value",
        },
        table("""
            1704067200123456 | page_view | U1001 | 1192834420.1704067100 | https://shop.example/p/1 | https://search.example/ | mobile |
            1704067260123456 | add_to_cart | U1001 | 1192834420.1704067100 | https://shop.example/p/1 | | mobile | 59.9
            1704067900123456 | page_view | | 8822110901.1704060001 | https://shop.example/ | https://social.example/x | desktop |
            1704068000123456 | purchase | U1001 | 1192834420.1704067100 | https://shop.example/checkout | | mobile | 59.9
        """),
    ),
    Case(
        "till lines without a header",
        "order_lines",
        {
            "c1": "order_id",
            "c2": "ordered_at",
            "c3": "sku",
            "c4": "product_name",
            "c5": "quantity",
            "c6": "unit_price",
            "c7": "line_amount",
        },
        table("""
            XS2403010001 | 2024/3/1 9:02:11 | 6901234567892 | 纯牛奶250ml*12 | 2 | 49.90 | 99.80
            XS2403010001 | 2024/3/1 9:02:11 | 6901234567908 | 全麦吐司400g | 1 | 12.80 | 12.80
            XS2403010002 | 2024/3/1 9:10:45 | 6901234567915 | 原味酸奶8杯 | 3 | 15.90 | 47.70
            XS2403010003 | 2024/3/1 9:31:08 | 6901234567892 | 纯牛奶250ml*12 | 1 | 49.90 | 49.90
            XS2403010003 | 2024/3/1 9:31:08 | 6901234567922 | 鲜鸡蛋30枚 | 1 | 26.50 | 26.50
        """),
        has_header=False,
    ),
    Case(
        "微盟 members, full-width and with units",
        "customers",
        {
            "会员卡号": "member_no",
            "姓　名": "name",
            "手机号码（必填）": "phone",
            "身份证号": "national_id",
            "出生日期": "birth_date",
            "入会时间": "registered_at",
            "会员等级": None,
            "可用积分(分)": None,
            "所在省份": "province",
            "所在城市": "city",
            "收货地址": "address",
            "邮编": "postcode",
            "备注": None,
        },
        table("""
            VIP00018 | 王芳 | 13800138001 | 11010519491231002X | 1949-12-31 | 2020-01-05 10:00 | 金卡 | 1200 | 北京市 | 北京市 | 北京市朝阳区建国路88号 | 100022 | 老客户
            VIP00019 | 欧阳修远 | 13900139002 | 440524198001010013 | 1980-01-01 | 2021-06-18 20:30 | 银卡 | 30 | 广东省 | 汕头市 | 广东省汕头市金平区长平路1号 | 515000 |
            VIP00020 | 张伟 | 186****5003 | | 1992-08-20 | 2022-11-11 00:01 | 普通 | 0 | 浙江省 | 杭州市 | 浙江省杭州市西湖区文三路90号 | 310012 |
        """),
    ),
    Case(
        "columns swapped by hand: the values veto the headers",
        "customers",
        {"客户编号": "record_id", "电话": "name", "姓名": "phone", "注册日期": "registered_at"},
        table("""
            K001 | 李雷 | 13811112222 | 2024/3/5
            K002 | 韩梅梅 | 13922223333 | 2024/3/6
            K003 | 王小明 | 13733334444 | 2024/3/9
        """),
    ),
    Case(
        "Salesforce contacts",
        "customers",
        {
            "Contact ID": "record_id",
            "Salutation": ("gender", None),
            "First Name": "given_name",
            "Last Name": "family_name",
            "Account Name": "company",
            "Title": "job_title",
            "Mailing Street": "address",
            "Mailing City": "city",
            "Mailing State/Province": "province",
            "Mailing Zip/Postal Code": "postcode",
            "Mailing Country": "country",
            "Email": "email",
            "Mobile": "phone",
            "Lead Source": "acquisition_channel",
            "Created Date": "registered_at",
            "Last Activity": None,
        },
        table("""
            003Ab01 | Ms. | Ana | Silva | Silva Lda | Buyer | 12 Rua Verde | Porto | Porto | 4000-123 | Portugal | ana@example.com | +351 912345678 | Web | 2/13/2023 | 3/1/2024
            003Ab02 | Mr. | Ben | Carter | Acme | CTO | 8 High Street | Leeds | West Yorkshire | LS1 4AP | United Kingdom | ben@example.com | +44 7700900123 | Trade Show | 11/2/2022 | 2/20/2024
            003Ab03 | | Chloe | Martin | Initech | Analyst | 200 Main St | Austin | TX | 73301 | United States | chloe@example.org | (512) 555-0147 | Web | 7/30/2023 |
        """),
    ),
    Case(
        "Shopify orders with lines",
        "order_lines",
        {
            "Name": "order_id",
            "Email": None,
            "Financial Status": "status",
            "Currency": "currency",
            "Subtotal": "gross_amount",
            "Total": "net_amount",
            "Discount Code": "coupon",
            "Discount Amount": "discount_amount",
            "Created at": "ordered_at",
            "Lineitem quantity": "quantity",
            "Lineitem name": "product_name",
            "Lineitem price": "unit_price",
            "Lineitem sku": "sku",
            "Billing Name": None,
            "Notes": None,
        },
        table("""
            #1001 | ana@example.com | paid | USD | 50.00 | 45.00 | WELCOME | 5.00 | 2024-01-03 10:22:11 -0500 | 2 | T-shirt red | 20.00 | TS-R | Ana Silva |
            #1001 | ana@example.com | | | | | | | 2024-01-03 10:22:11 -0500 | 1 | Socks | 10.00 | SO-1 | |
            #1002 | ben@example.com | refunded | USD | 15.00 | 15.00 | | 0.00 | 2024-01-04 18:01:45 -0500 | 1 | Mug white | 15.00 | MU-1 | Ben Carter |
            #1003 | chloe@example.org | paid | USD | 30.00 | 30.00 | | 0.00 | 2024-01-05 08:09:30 -0500 | 3 | Socks | 10.00 | SO-1 | Chloe Martin | gift
        """),
    ),
    Case(
        "Stripe payments",
        "orders",
        {
            "id": "order_id",
            "Created date (UTC)": "ordered_at",
            "Amount": "net_amount",
            "Currency": "currency",
            "Customer ID": "record_id",
            "Status": "status",
            "Fee": None,
        },
        table("""
            ch_3A1 | 2024-02-01 10:00:12 | 29.00 | usd | cus_01 | Paid | 1.14
            ch_3A2 | 2024-02-01 12:44:01 | 99.00 | usd | cus_02 | Refunded | 3.17
            ch_3A3 | 2024-02-02 09:15:59 | 29.00 | usd | cus_01 | Failed | 0.00
        """),
    ),
    Case(
        "门店 members without a header",
        "customers",
        {"c1": "record_id", "c2": "name", "c3": "gender", "c4": "phone", "c5": "email"},
        table("""
            10000001 | 陈静 | 女 | 13512340001 | chenjing@example.cn
            10000002 | 林涛 | 男 | 13612340002 |
            10000003 | 何晓东 | 男 | 13712340003 | hexd@example.cn
        """),
        has_header=False,
    ),
    Case(
        "通信 subscriptions",
        "subscriptions",
        {
            "用户编号": "record_id",
            "套餐名称": "plan",
            "入网时间": "started_at",
            "在网月数": "tenure_months",
            "月租费": "fee",
            "用户状态": ("status", None),
            "是否流失": "churned",
        },
        table("""
            U0001 | 畅享199 | 2019-05-01 | 60 | 199.00 | 正常 | 否
            U0002 | 轻享59 | 2022-10-12 | 18 | 59.00 | 停机 | 是
            U0003 | 畅享99 | 2021-01-20 | 39 | 99.00 | 正常 | 否
        """),
    ),
)
