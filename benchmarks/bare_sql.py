"""The least that SQL must do for comparable work: read the orders and lines, join, write them sorted, count per customer.

No quarantine, no quality, no identity, no undo: a floor to compare with. `python benchmarks/bare_sql.py company.json`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb

# What each system calls the columns of its orders, read as the least that is needed.
ORDERS = {
    "till": "订单号 as order_id, 会员编号 as record_id, try_cast(replace(下单时间, '/', '-') as timestamp) as placed, try_cast(ltrim(实付金额, '¥') as decimal(18, 2)) as net",
    "web": "order_id, user_id, try_cast(created_at as timestamp), try_cast(net_amount as decimal(18, 2))",
    "app": "orderId, userId, try_cast(left(orderTime, 19) as timestamp), try_cast(paidAmount as decimal(18, 2))",
}
COLUMNS = 9  # of every file of order lines


def main(company: Path) -> None:
    """Do it and print the seconds."""
    started = time.perf_counter()
    told = json.loads(company.read_text("utf-8"))
    files = {(d["entity"], d["source"]): d["file"] for d in told["deliveries"]}
    with tempfile.TemporaryDirectory() as out, duckdb.connect() as con:
        con.execute("set preserve_insertion_order = false; set enable_progress_bar = false")
        orders = " union all ".join(
            f"select '{s}' as source, {n} from {_csv(files['orders', s])}" for s, n in ORDERS.items()
        )
        con.execute(f"create temp table orders as {orders}")
        names = ["order_id", "line_no", "sku", *(f"column{n}" for n in range(3, COLUMNS))]
        lines = " union all ".join(
            f"select '{s}' as source, * from {_csv(files['order_lines', s], names)}" for s in ORDERS
        )
        joined = f"select l.*, o.record_id, o.placed from ({lines}) l join orders o on l.source = o.source and l.order_id = o.order_id"
        con.execute(f"copy ({joined} order by o.record_id) to '{out}/lines.parquet'")
        con.execute(
            "create temp table f as select source, record_id, count(*) as n, sum(net) as m, max(placed) as last from orders group by all"
        )
        found = con.execute("select count(*) from f").fetchall()[0][0]
    print(json.dumps({"seconds": time.perf_counter() - started, "records": found}))


def _csv(file: str, names: list[str] | None = None) -> str:
    return f"read_csv('{file}', all_varchar = true, header = true, ignore_errors = true{f', names = {names}' if names else ''})"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
