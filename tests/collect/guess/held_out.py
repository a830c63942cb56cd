"""Files written before the guesser was run on anything, and not tuned on: what accuracy is reported from.

Of fourteen, two had one wrong column each on the first run; those two were then mended and moved to familiar.py.
"""

from __future__ import annotations

from dataclasses import dataclass

Answer = str | tuple[str | None, ...] | None


@dataclass(frozen=True)
class Case:
    """A file as a system exports it: header, rows, and the right entity and field of each column.

    A tuple names several answers that a careful person could give.
    """

    name: str
    entity: str
    columns: dict[str, Answer]
    rows: tuple[tuple[str | None, ...], ...]
    has_header: bool = True

    def right(self, column: str, field: str | None) -> bool:
        """Whether the field is a right answer for the column."""
        answer = self.columns[column]
        return field in answer if isinstance(answer, tuple) else field == answer


def table(text: str) -> tuple[tuple[str | None, ...], ...]:
    """Read rows written one a line with | between cells; an empty cell is None."""
    return tuple(tuple(cell.strip() or None for cell in line.split("|")) for line in text.strip().splitlines())


HELD_OUT = (
    Case(
        "有赞 customers",
        "customers",
        {
            "客户ID": "record_id",
            "昵称": ("name", None),
            "手机号": "phone",
            "性别": "gender",
            "生日": "birth_date",
            "成为客户时间": "registered_at",
            "来源渠道": "acquisition_channel",
            "累计消费金额": None,
            "最近消费时间": None,
            "标签": None,
        },
        table("""
            8812001 | 小鱼儿 | 13812345678 | 女 | 1990-03-12 | 2023-05-01 10:11:12 | 公众号 | 1280.50 | 2024-02-03 20:01:00 | 高价值
            8812002 | 老王 | 13987654321 | 男 |  | 2023-06-11 09:00:45 | 门店扫码 | 88.00 | 2023-06-11 09:10:00 |
            8812003 | Cindy | 15011112222 | 女 | 1985-12-30 | 2023-07-21 18:22:10 | 小程序 | 0.00 |  | 新客
            8812004 | 阿强 | 18633334444 | 未知 | 1999-01-01 | 2023-08-02 12:30:00 | 公众号 | 345.90 | 2024-01-15 13:05:22 |
        """),
    ),
    Case(
        "抖店 order lines",
        "order_lines",
        {
            "主订单编号": "order_id",
            "子订单编号": "line_no",
            "选购商品": "product_name",
            "商品规格": None,
            "商品数量": "quantity",
            "商品ID": "sku",
            "商品单价": "unit_price",
            "订单应付金额": ("net_amount", "line_amount"),
            "收件人": None,
            "收件人手机号": None,
            "详细地址": None,
            "订单提交时间": "ordered_at",
            "订单状态": "status",
            "达人ID": None,
        },
        table("""
            6921000111 | 6921000111A | 冻干咖啡 24颗 | 原味 | 2 | 350011 | 59.90 | 119.80 | 李雷 | 138****1111 | 浙江省杭州市西湖区文三路1号 | 2024-06-18 20:01:11 | 已完成 | 7001
            6921000111 | 6921000111B | 挂耳咖啡 10包 | 深烘 | 1 | 350012 | 39.90 | 39.90 | 李雷 | 138****1111 | 浙江省杭州市西湖区文三路1号 | 2024-06-18 20:01:11 | 已完成 | 7001
            6921000222 | 6921000222A | 燕麦奶 1L*6 | 整箱 | 1 | 350020 | 79.00 | 79.00 | 韩梅梅 | 139****2222 | 上海市徐汇区漕溪北路18号 | 2024-06-18 21:15:30 | 已关闭 |
            6921000333 | 6921000333A | 冻干咖啡 24颗 | 混合 | 3 | 350011 | 59.90 | 179.70 | 王芳 | 136****3333 | 广东省深圳市南山区科技园路9号 | 2024-06-19 08:44:02 | 已发货 | 7003
        """),
    ),
    Case(
        "京东 orders",
        "orders",
        {
            "订单号": "order_id",
            "下单帐号": "record_id",
            "下单时间": "ordered_at",
            "订单金额": "gross_amount",
            "优惠金额": "discount_amount",
            "应付金额(元)": "net_amount",
            "订单状态": "status",
            "客户姓名": None,
            "客户地址": None,
            "联系电话": None,
            "商家备注": None,
            "付款确认时间": None,
        },
        table("""
            291100000001 | jd_4a5b6c | 2024-03-01 08:12:33 | 299.00 | 30.00 | 269.00 | 完成 | 陈晨 | 北京朝阳区望京街10号 | 13500001111 | | 2024-03-01 08:13:00
            291100000002 | xiaoli_88 | 2024-03-01 09:45:10 | 1,599.00 | 0.00 | 1,599.00 | 等待出库 | 李莉 | 天津南开区白堤路2号 | 13600002222 | 加急 | 2024-03-01 09:45:40
            291100000003 | jd_4a5b6c | 2024-03-02 19:20:00 | 49.90 | 5.00 | 44.90 | (删除)等待付款 | 陈晨 | 北京朝阳区望京街10号 | 13500001111 | |
            291100000004 | 风吹麦浪2010 | 2024-03-03 21:08:59 | 88.00 | 8.00 | 80.00 | 完成 | 周杰 | 成都武侯区人民南路四段1号 | 13700003333 | | 2024-03-03 21:09:13
        """),
    ),
    Case(
        "Shopify customers",
        "customers",
        {
            "Customer ID": "record_id",
            "First Name": "given_name",
            "Last Name": "family_name",
            "Email": "email",
            "Accepts Email Marketing": None,
            "Default Address Company": "company",
            "Default Address Address1": "address",
            "Default Address City": "city",
            "Default Address Province Code": "province",
            "Default Address Country Code": "country",
            "Default Address Zip": "postcode",
            "Phone": "phone",
            "Total Spent": None,
            "Total Orders": None,
            "Note": None,
            "Tags": None,
        },
        table("""
            '6900112233 | Ana | Silva | ana@example.com | yes | Silva Lda | 12 Rua Verde | Porto | | PT | 4000-123 | +351912345678 | 310.50 | 4 | | vip
            '6900112234 | Ben | Carter | ben.c@example.com | no | | 8 High St | Leeds | ENG | GB | LS1 4AP | +447700900123 | 25.00 | 1 | call first |
            '6900112235 | Chloe | Martin | chloe@example.org | yes | | 200 Main Street | Austin | TX | US | 73301 | | 0.00 | 0 | |
            '6900112236 | Dev | Patel | dev@example.net | no | Patel Foods | 5 Lake Road | Toronto | ON | CA | M5V 2T6 | +14165550199 | 99.90 | 2 | | wholesale
        """),
    ),
    Case(
        "Stripe subscriptions",
        "subscriptions",
        {
            "id": None,
            "Customer ID": "record_id",
            "Customer Email": None,
            "Plan": "plan",
            "Quantity": None,
            "Currency": None,
            "Interval": None,
            "Amount": "fee",
            "Status": "status",
            "Start Date (UTC)": "started_at",
            "Trial Start (UTC)": None,
            "Ended At (UTC)": "ended_at",
        },
        table("""
            sub_1AAA | cus_N1 | a@example.com | pro-monthly | 1 | usd | month | 29.00 | active | 2023-01-15 03:22 | |
            sub_1BBB | cus_N2 | b@example.com | basic-monthly | 1 | usd | month | 9.00 | canceled | 2022-11-02 18:05 | 2022-10-26 18:05 | 2023-04-02 18:05
            sub_1CCC | cus_N3 | c@example.com | pro-monthly | 2 | usd | month | 58.00 | past_due | 2023-03-09 11:40 | |
        """),
    ),
    Case(
        "客服工单",
        "interactions",
        {
            "工单编号": "interaction_id",
            "客户编号": "record_id",
            "工单类型": ("kind", "topic"),
            "受理渠道": "channel",
            "创建时间": "started_at",
            "完结时间": "ended_at",
            "受理坐席": "agent",
            "问题分类": ("topic", None),
            "处理结果": "outcome",
            "问题描述": "text",
        },
        table("""
            GD20240301001 | KH0001 | 工单 | 电话 | 2024-03-01 09:01 | 2024-03-01 09:20 | 张敏 | 物流 | 已解决 | 客户反映快递三天没有更新
            GD20240301002 | KH0035 | 工单 | 在线 | 2024-03-01 09:30 | 2024-03-02 10:00 | 刘洋 | 退换货 | 转交仓库 | 尺码不合适，要求换大一码
            GD20240301003 | KH0107 | 工单 | 微信 | 2024-03-01 10:12 | | 张敏 | 发票 | 处理中 | 需要补开专票
        """),
    ),
    Case(
        "NPS survey",
        "feedback",
        {
            "Response ID": "feedback_id",
            "Contact ID": "record_id",
            "NPS Score": "score",
            "Comment": "text",
            "Date Submitted": "given_at",
            "Survey Channel": "channel",
        },
        table("""
            R-1 | 50012 | 9 | Quick delivery, thanks | 03/14/2024 | email
            R-2 | 50019 | 3 | Parcel was damaged | 03/15/2024 | sms
            R-3 | 50040 | 10 | | 03/15/2024 | email
            R-4 | 50077 | 7 | Fine but pricey | 04/01/2024 | email
        """),
    ),
    Case(
        "信息流投放",
        "costs",
        {
            "日期": "date",
            "媒体": "channel",
            "推广计划": "campaign",
            "展现量": None,
            "点击量": None,
            "消耗(元)": "amount",
            "币种": "currency",
        },
        table("""
            2024-05-01 | 抖音 | 618预热-通投 | 120,331 | 2,110 | 3,500.25 | CNY
            2024-05-01 | 小红书 | 种草笔记A | 33,098 | 905 | 1,200.00 | CNY
            2024-05-02 | 抖音 | 618预热-通投 | 118,771 | 2,003 | 3,410.80 | CNY
        """),
    ),
    Case(
        "consent log",
        "consents",
        {
            "user_id": "record_id",
            "consent_type": "purpose",
            "channel": "channel",
            "consent_status": "state",
            "consent_timestamp": "given_at",
            "policy_version": "text_version",
        },
        table("""
            1001 | marketing | email | granted | 2024-01-02T08:00:00Z | v3
            1001 | marketing | sms | withdrawn | 2024-02-10T10:30:00Z | v3
            1002 | profiling | email | denied | 2024-01-05T12:00:00Z | v3
            1003 | marketing | email | granted | 2024-01-08T09:15:00Z | v4
        """),
    ),
    Case(
        "ERP 物料",
        "products",
        {
            "物料编码": "sku",
            "物料名称": "product_name",
            "物料分类": "category",
            "品牌名称": "brand",
            "零售价": "price",
            "成本价": "cost",
            "计量单位": None,
            "库存数量": None,
        },
        table("""
            M10001 | 不锈钢保温杯 500ml | 杯壶 | 暖山 | 129.00 | 46.50 | 个 | 320
            M10002 | 玻璃饭盒 三件套 | 厨房 | 暖山 | 89.00 | 31.20 | 套 | 85
            M10003 | 竹砧板 大号 | 厨房 | 青竹 | 59.00 | 22.00 | 块 | 140
        """),
    ),
    Case(
        "WooCommerce order lines",
        "order_lines",
        {
            "Order Number": "order_id",
            "Order Status": "status",
            "Order Date": "ordered_at",
            "First Name (Billing)": None,
            "Email (Billing)": None,
            "Cart Discount Amount": "discount_amount",
            "Order Total Amount": "net_amount",
            "Coupon Code": "coupon",
            "SKU": "sku",
            "Item Name": "product_name",
            "Quantity": "quantity",
            "Item Cost": ("unit_price", "line_cost", "line_amount"),
        },
        table("""
            1001 | Completed | 2024-02-01 10:22 | Ana | ana@example.com | 5.00 | 45.00 | WELCOME5 | TS-RED-M | T-shirt red M | 2 | 20.00
            1001 | Completed | 2024-02-01 10:22 | Ana | ana@example.com | 5.00 | 45.00 | WELCOME5 | SOCK-3 | Socks three pairs | 1 | 10.00
            1002 | Refunded | 2024-02-03 19:02 | Ben | ben@example.com | 0.00 | 15.00 | | MUG-01 | Mug white | 1 | 15.00
            1003 | Processing | 2024-02-04 08:51 | Chloe | chloe@example.com | 0.00 | 60.00 | | TS-BLU-L | T-shirt blue L | 3 | 20.00
        """),
    ),
    Case(
        "HubSpot contacts",
        "customers",
        {
            "Record ID": "record_id",
            "First Name": "given_name",
            "Last Name": "family_name",
            "Email": "email",
            "Phone Number": "phone",
            "Company Name": "company",
            "Job Title": "job_title",
            "City": "city",
            "State/Region": "province",
            "Country/Region": "country",
            "Postal Code": "postcode",
            "Create Date": "registered_at",
            "Last Modified Date": "updated_at",
            "Original Source": "acquisition_channel",
            "Lead Status": None,
            "Contact owner": None,
            "Preferred language": "language",
        },
        table("""
            101 | Ana | Silva | ana@example.com | +351 912 345 678 | Silva Lda | Buyer | Porto | Porto | Portugal | 4000-123 | 2023-02-01 09:12 | 2024-01-03 10:00 | Organic Search | New | Kim Lee | pt
            102 | Ben | Carter | ben@example.com | (512) 555-0147 | Acme Inc | CTO | Austin | Texas | United States | 73301 | 2023-03-05 14:40 | 2024-02-20 16:30 | Paid Social | Open | Kim Lee | en
            151 | 伟 | 张 | zhang@example.cn | 13800138000 | 暖山家居 | 采购经理 | 杭州 | 浙江 | 中国 | 310000 | 2023-04-18 08:05 | 2024-03-11 09:45 | Direct Traffic | | | zh-cn
        """),
    ),
)
