"""Proofs: each promise does the thing on this machine, prints the figures, and fails when it does not hold.

In: the name of a promise. Out: its figures, or BrokenPromiseError.
"""

from collections.abc import Callable

from zhike.prove.churn import prove_churn
from zhike.prove.diagnosis import prove_diagnosis
from zhike.prove.fresh import prove_fresh
from zhike.prove.hostile import prove_hostile
from zhike.prove.imports import prove_import
from zhike.prove.match import prove_match
from zhike.prove.past import prove_asof
from zhike.prove.proof import Proof
from zhike.prove.reasons import prove_reasons
from zhike.prove.runs import prove_run
from zhike.prove.segments import prove_segment
from zhike.prove.unmerge import prove_unmerge
from zhike.prove.value import prove_clv

# name → (what is promised, the proof). A proof takes `small` (the size that the test suite can afford) and a progress function.
PROOFS: dict[str, Callable[..., Proof]] = {
    "import": prove_import,
    "run": prove_run,
    "match": prove_match,
    "hostile": prove_hostile,
    "unmerge": prove_unmerge,
    "churn": prove_churn,
    "reasons": prove_reasons,
    "clv": prove_clv,
    "segment": prove_segment,
    "asof": prove_asof,
    "fresh": prove_fresh,
    "diagnosis": prove_diagnosis,
}

__all__ = ["PROOFS", "Proof"]
