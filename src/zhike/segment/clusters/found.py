"""The clusters of a day: customers read, features scaled, k chosen, everybody assigned; or why there are none.

In: a session that knows customer_features and unprofiled, the names of the features and how many orders make a customer's
habits known. Out: `Found`, or `Missing` with the words of what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from zhike.engine import Session, name_of
from zhike.predict import Remark
from zhike.segment.clusters import features as of
from zhike.segment.clusters import kmeans
from zhike.segment.clusters.choice import Choice, choose
from zhike.segment.clusters.kmeans import Labels
from zhike.segment.clusters.scaled import Floats, Scaling, scaling

# With fewer customers a cluster is a handful; with more than the sample the centres move by hundredths.
LEAST, _SAMPLE, _STARTS = 200, 20_000, 8
# Who refused profiling is in no cluster, and none is made of them.
_ROWS = """
    select customer_id, {columns} from customer_features
    where orders >= $least and customer_id not in (select customer_id from unprofiled) order by {order}
"""


@dataclass(frozen=True)
class Missing:
    """Why there are no clusters; `choice` where the customers were looked at."""

    remarks: tuple[Remark, ...]
    rows: int
    choice: Choice | None = None


@dataclass(frozen=True)
class Found:
    """The clusters: `x` is customers by features on the scale, `labels` their clusters' places, the largest cluster first."""

    customers: pa.Table
    features: tuple[str, ...]
    unused: tuple[str, ...]
    scale: Scaling
    centres: Floats
    x: Floats
    labels: Labels
    choice: Choice


def found(session: Session, names: Sequence[str], *, least_orders: int) -> Found | Missing:
    """Return the clusters of the customers with so many orders, or what is missing."""
    if unknown := [n for n in names if n not in of.known()]:
        return Missing((Remark("unknown_features", {"names": ", ".join(unknown)}),), 0)
    bound = {"least": least_orders}
    sample = session.arrow(_sql(names, f"md5(customer_id), customer_id limit {_SAMPLE}"), bound, step="clusters")
    if len(sample) < LEAST:
        told = {"customers": LEAST - len(sample), "orders": least_orders}
        return Missing((Remark("few_for_clusters", told),), len(sample))
    usable = of.usable(sample, names)
    if len(usable) < 2:
        return Missing((Remark("few_features"),), len(sample))
    everybody = of.means(sample, usable)
    raw = of.matrix(sample, usable, everybody)
    scale = scaling(raw)
    some = scale.scaled(raw)
    choice = choose(some)
    if choice.missing:
        return Missing(choice.missing, len(sample), choice)
    centres = kmeans.fit(some, choice.k, np.random.default_rng(0), starts=_STARTS)
    customers = session.arrow(_sql(names, "customer_id"), bound, step="clusters")
    x = scale.scaled(of.matrix(customers, usable, everybody))
    labels = kmeans.nearest(x, centres)
    size = np.bincount(labels, minlength=choice.k)
    order = np.lexsort((*centres.T[::-1], -size))
    unused = tuple(n for n in names if n not in usable)
    return Found(customers, usable, unused, scale, centres[order], x, np.argsort(order)[labels], choice)


def _sql(names: Sequence[str], order: str) -> str:
    columns = ", ".join(f"cast({name_of(n)} as double) as {name_of(n)}" for n in dict.fromkeys(("orders", *names)))
    return _ROWS.format(columns=columns, order=order)
