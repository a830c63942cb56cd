"""`unified`: the tables of this room, made by the engine from collected rows that a test writes down."""

import pyarrow as pa
import pytest

from zhike import unify
from zhike.collect import ENTITIES
from zhike.collect.entities import TYPES
from zhike.engine import Input, Lake, Place, Session, execute, in_order, name_of, read_table
from zhike.settings import Settings


class Unified:
    """The tables of one run: `rows("orders")` gives dicts."""

    def __init__(self, session):
        self.session = session

    def rows(self, sql):
        text = sql if " " in sql else f"select * from {sql}"
        return self.session.arrow(text).to_pylist()

    def customers(self):
        """Return the records of each customer, as a set of frozensets."""
        found = {}
        for row in self.rows("identity"):
            found.setdefault(row["customer_id"], set()).add(f"{row['source']}:{row['record_id']}")
        return {frozenset(v) for v in found.values()}


def _relation(session, name, entity, rows):
    """Register the rows of one entity with every field in its declared type."""
    columns = {f.name: f.type for f in entity.fields} | {"attributes": TYPES["text"]}
    given = [{"source": "till", "import_id": list(ENTITIES).index(name) + 1, **r} for r in rows]
    texts = {
        c: pa.array([None if r.get(c) is None else str(r[c]) for r in given], pa.string())
        for c in ["source", "import_id", *columns]
    }
    session.connection.register(
        f"raw_{name}", pa.table({**texts, "place": pa.array(range(1, len(given) + 1), pa.int64())})
    )
    cast = ", ".join(f"cast({name_of(c)} as {t}) as {name_of(c)}" for c, t in columns.items())
    return f"""
        select source, cast(import_id as integer) as import_id, cast(import_id as bigint) * 1000000000000 + place as arrived,
               printf('%016x', place) as row_id, {cast} from raw_{name}
    """


@pytest.fixture
def unified(tmp_path):
    """Make all tables of the room: unified(customers=[…], orders=[…], rates={"USD": 7})."""
    opened = []

    def make(
        *, as_of="2025-06-30", rates=(), trust=(), limit=10, threads=2, decided=unify.NO_DECISIONS, golden=(),
        corrected=unify.NO_CORRECTIONS, **given,
    ):  # fmt: skip
        rules = Settings(golden=dict(golden)).golden_rules
        session = Session(timezone="Asia/Shanghai", threads=threads, memory_gb=1)
        opened.append(session)
        selects = {f"collected_{n}": _relation(session, n, e, given.get(n, [])) for n, e in ENTITIES.items()}
        worth = {**dict(rates), "CNY": 1.0}
        selects["currency_rates"] = " union all ".join(
            f"select '{c}' as currency, {r}::double as rate" for c, r in worth.items()
        )
        selects["source_trust"] = (
            " union all ".join(f"select '{s}' as source, {n}::double as trust" for n, s in enumerate(trust))
            or "select '' as source, 0::double as trust where false"
        )
        selects["collected_rejects"] = (
            "select 0 as import_id, '' as source, '' as entity, 0::bigint as line, '' as reason, '' as field, '' as value, '' as detail, '' as original, '' as text where false"
        )
        selects["identity_decisions"] = decided
        selects["given_corrections"] = corrected
        selects["golden_choices"] = unify.chosen_rules(rules).select
        selects["this_run"] = "select 'run' as run_id, '2025-07-01 00:00:00+08'::timestamp with time zone as started_at"
        inputs = {n: Input(sql, sql) for n, sql in selects.items()}
        parameters = {
            "as_of": as_of, "currency": "CNY", "shared_value_limit": limit, "match_precision": 0.98, "largest_customer": 50,
            "largest_household": 8,
        }  # fmt: skip
        declared = [read_table(path) for path in unify.TABLES]
        tables = [*unify.PYTHON_TABLES, *(unify.ruled(t, rules) if t.name == "customers" else t for t in declared)]
        execute(
            session,
            in_order(tables, list(inputs)),
            place=Place(Lake(tmp_path / f"lake{len(opened)}"), "run", inputs, {}, parameters),
        )
        return Unified(session)

    yield make
    for session in opened:
        session.close()
