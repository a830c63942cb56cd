"""The fixed cast of the tests: a dozen named people with known facts, in the files that two systems would send.

As of Monday 2025-06-30, in Chinese yuan and Shanghai's time zone:

- Ana buys for 100 on the 10th of every month of 2025; she is Ana at the till alone.
- Ben bought for 50 in January, February and March, and then stopped.
- Chloe 陈晓 is two records, one at the till and one on the web, under one phone; the web knows her e-mail.
- 王芳 and 王强 are a couple who share a phone: two customers.
- 晨光贸易有限公司 is a company, on the web.
- Gil is known from one order alone: no file lists W9.
- Hana bought two scarves and brought one back.
- Ivo's only order was cancelled, Jun's was refunded, Kai's is pending.
- Lea paid 10 dollars at 7 yuan each; Mo paid in euros, for which there is no rate.
- Nina registered and never bought.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import xlsxwriter

import zhike
from zhike import collect, pipeline
from zhike.settings import Settings
from zhike.workspace import Workspace, make_workspace

AS_OF = date(2025, 6, 30)
SETTINGS = Settings(name="小店", rates={"USD": 7.0}, source_trust=("web", "till"), threads=2, memory_gb=1.0)

# A valid identity number of nobody: no such day belongs to that sequence. It must be nowhere in a workspace.
HANAS_NATIONAL_ID = "11010519491231002X"

MEMBERS = """会员卡号,姓名,手机号,性别,出生日期,身份证号,注册时间
T1,Ana Lima,13800000001,女,1990-05-04,,2024-12-01
T2,Ben Okoro,13800000002,男,,,2024-12-02
T3,陈晓,138 0000 0003,女,,,2024-12-03
T4,王芳,13800000004,女,,,2024-12-04
T5,王强,13800000004,男,,,2024-12-05
T6,Hana Sato,13800000006,,,11010519491231002X,2024-12-06
T7,Nina Weiss,13800000007,女,,,2025-01-07
"""

USERS = (
    {"user_id": "W1", "full_name": "陈晓", "mobile": "+86 138 0000 0003", "mail": "Chloe@Example.com", "since": "2025-01-15", "kind": "person"},
    {"user_id": "W2", "full_name": "晨光贸易有限公司", "mobile": "13900000002", "mail": "buy@chenguang.example", "since": "2025-01-16", "kind": "company"},
    {"user_id": "W3", "full_name": "Ivo Novak", "mobile": "13900000003", "mail": "ivo@example.com", "since": "2025-01-17", "kind": "person"},
    {"user_id": "W4", "full_name": "Jun Park", "mobile": "13900000004", "mail": "jun@example.com", "since": "2025-01-18", "kind": "person"},
    {"user_id": "W5", "full_name": "Kai Berg", "mobile": "13900000005", "mail": "kai@example.com", "since": "2025-01-19", "kind": "person"},
    {"user_id": "W6", "full_name": "Lea Roy", "mobile": "13900000006", "mail": "lea@example.com", "since": "2025-01-20", "kind": "person"},
    {"user_id": "W7", "full_name": "Mo Ali", "mobile": "13900000007", "mail": "mo@example.com", "since": "2025-01-21", "kind": "person"},
)  # fmt: skip

ORDERS = """order_id,user_id,ordered_at,status,currency,amount
O1,W1,2025-02-01 10:00:00,paid,CNY,200.00
O2,W2,2025-03-01 11:00:00,completed,CNY,5000.00
O3,W3,2025-03-02 12:00:00,cancelled,CNY,300.00
O4,W4,2025-03-03 13:00:00,refunded,CNY,400.00
O6,W6,2025-05-05 15:00:00,paid,USD,10.00
O7,W7,2025-05-06 16:00:00,paid,EUR,20.00
O8,W9,2025-06-01 17:00:00,paid,CNY,80.00
O5,W5,2025-06-29 14:00:00,pending,CNY,70.00
"""

ITEMS = """order_id,line,product,quantity,price
O1,1,SCARF,2,60.00
O1,2,HAT,1,80.00
O2,1,HAT,50,100.00
"""

# order, member, day, product, quantity, price; in the order of days, as a till would write them
TILL = sorted((
    *((f"S{month}", "T1", f"2025-{month:02}-10 18:30:00", "TEA", 2, 50.0) for month in range(1, 7)),
    *((f"S{10 + month}", "T2", f"2025-{month:02}-20 09:15:00", "MUG", 1, 50.0) for month in range(1, 4)),
    ("S21", "T3", "2025-04-01 12:00:00", "MUG", 1, 50.0),
    ("S22", "T4", "2025-04-02 12:00:00", "TEA", 1, 50.0),
    ("S23", "T5", "2025-04-03 12:00:00", "TEA", 1, 50.0),
    ("S24", "T6", "2025-05-01 12:00:00", "SCARF", 2, 60.0),
    ("S25", "T6", "2025-05-08 12:00:00", "SCARF", -1, 60.0),
), key=lambda line: line[2])  # fmt: skip

MAPPINGS = {
    "members.csv": ("customers", "till", {"会员卡号": "record_id", "姓名": "name", "手机号": "phone", "性别": "gender", "出生日期": "birth_date", "身份证号": "national_id", "注册时间": "registered_at"}),
    "users.jsonl": ("customers", "web", {"user_id": "record_id", "full_name": "name", "mobile": "phone", "mail": "email", "since": "registered_at", "kind": "kind"}),
    "sales.xlsx": ("order_lines", "till", {"单号": "order_id", "会员卡号": "record_id", "下单时间": "ordered_at", "商品": "sku", "数量": "quantity", "单价": "unit_price"}),
    "orders.csv": ("orders", "web", {"order_id": "order_id", "user_id": "record_id", "ordered_at": "ordered_at", "status": "status", "currency": "currency", "amount": "net_amount"}),
    "items.csv": ("order_lines", "web", {"order_id": "order_id", "line": "line_no", "product": "sku", "quantity": "quantity", "price": "unit_price"}),
}  # fmt: skip


def write_files(folder: Path) -> list[Path]:
    """Write the cast's five files: GBK, JSON Lines, Excel, and two plain CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "members.csv").write_text(MEMBERS, "gbk")
    (folder / "users.jsonl").write_text("\n".join(json.dumps(u, ensure_ascii=False) for u in USERS) + "\n", "utf-8")
    with xlsxwriter.Workbook(folder / "sales.xlsx") as book:
        sheet = book.add_worksheet("销售")
        for line, row in enumerate((("单号", "会员卡号", "下单时间", "商品", "数量", "单价"), *TILL)):
            sheet.write_row(line, 0, row)
    (folder / "orders.csv").write_text(ORDERS, "utf-8")
    (folder / "items.csv").write_text(ITEMS, "utf-8")
    return [folder / name for name in MAPPINGS]


def open_shop(folder: Path, *, files: Path) -> Workspace:
    """Make a workspace of the cast: five imports and a run as of AS_OF."""
    make_workspace(folder, SETTINGS)
    shop = zhike.open(folder)
    for path in write_files(files):
        entity, source, columns = MAPPINGS[path.name]
        collect.load(shop, path, into=entity, source=source, mapping=columns)
    pipeline.run(shop, as_of=AS_OF)
    return shop


def one(shop: Workspace, sql: str) -> dict:
    """Return the only row of a query."""
    [row] = shop.query(sql).to_pylist()
    return row


def customer_of(shop: Workspace, record_id: str) -> str:
    """Return the customer a record belongs to; records have different numbers in both sources."""
    return one(shop, f"select customer_id from identity where record_id = '{record_id}'")["customer_id"]
