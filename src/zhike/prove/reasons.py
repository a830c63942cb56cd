"""The promise of reasons: they add up to the score for everybody, they are the true ones, and a million take no minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zhike.predict import measures
from zhike.predict.additive import Additive, Floats
from zhike.predict.boosted import Boosted, available
from zhike.predict.contest import Fitter
from zhike.predict.logistic import Logistic
from zhike.predict.reasons import Reasons, reasons, strongest
from zhike.prove.proof import Proof
from zhike.words import N_

CUSTOMERS, SMALL = 1_000_000, 20_000
TRAINED = 60_000
EXACT = 1e-6
# Of those whose strongest true cause is clearly so, as many are told it first; how alike told and true contributions are.
FIRST, ALIKE = 0.9, 0.95
SECONDS = 60.0
# By so much (logit) the strongest true cause stands out from the next one.
_CLEARLY = 0.5
NAMES = ("steady", "threshold", "curve", "pair a", "pair b", "noise 1", "noise 2", "noise 3")


@dataclass(frozen=True)
class World:
    """Customers whose outcome has known causes: inputs, outcomes, and what each input truly adds to the logit."""

    x: Floats
    y: Floats
    true: Floats


def prove_reasons(
    *, small: bool = False, customers: int | None = None, progress: Callable[[str], None] = print, seed: int = 7
) -> Proof:
    """Explain a million simulated customers (small: 20,000) whose causes are known, and compare."""
    count = customers or (SMALL if small else CUSTOMERS)
    proof = Proof(
        "reasons", N_("Reasons add up to the score for everybody, name the true causes, and a million take no minute.")
    )
    progress("simulate")
    learned, asked = world(TRAINED, seed=seed), world(count, seed=seed + 1)
    models: dict[str, Fitter] = {
        "logistic regression": Logistic(),
        **({"trees of pairs": Boosted(depth=2)} if available() else {}),
    }
    for name, model in models.items():
        progress(name)
        started = time.perf_counter()
        score = model.fit(learned.x, learned.y, NAMES)
        found = reasons(score, asked.x)
        seconds = time.perf_counter() - started
        judge_sums(proof, name, score, asked, found)
        if name == "trees of pairs":
            judge_causes(proof, score, asked, found)
        proof.within(
            f"{name}: seconds to train and explain", round(seconds, 2), most=SECONDS * max(count / CUSTOMERS, 1.0)
        )
    return proof


def world(n: int, *, seed: int) -> World:
    """Return customers of a world with a steady cause, a threshold, a curve, a pair that works together, and noise."""
    chance = np.random.default_rng(seed)
    x = chance.normal(size=(n, len(NAMES)))
    true = np.zeros(x.shape)
    true[:, 0] = 0.9 * x[:, 0]
    true[:, 1] = 1.6 * ((x[:, 1] > 0.5) - 0.3085)  # 0.3085 is the share above 0.5, so that the mean is zero
    true[:, 2] = 0.7 * (x[:, 2] ** 2 - 1)
    # Only where both are positive there is an effect: each has a part of its own, and half of what both do together.
    one, other = (x[:, 3] > 0) - 0.5, (x[:, 4] > 0) - 0.5
    true[:, 3], true[:, 4] = 1.1 * one + 1.1 * one * other, 1.1 * other + 1.1 * one * other
    y = (chance.random(n) < measures.probability(true.sum(axis=1) - 0.5)).astype(np.float64)
    return World(x, y, true)


def judge_sums(proof: Proof, name: str, score: Additive, asked: World, found: Reasons) -> None:
    """Note how far base, three reasons and rest are from the logit of the probability that is shown; for everybody."""
    p = measures.probability(found.logit)
    said = score.base + found.contribution.sum(axis=1) + found.rest
    off = float(np.abs(said - np.log(p / (1 - p))).max())
    proof.saw(f"{name}: customers explained", len(said))
    proof.within(f"{name}: largest |base + contributions - logit|", off, most=EXACT)
    proof.saw(f"{name}: area under the ROC curve", round(measures.auc(found.logit, asked.y), 3))


def judge_causes(proof: Proof, score: Additive, asked: World, found: Reasons) -> None:
    """Note how the reasons compare with the true causes."""
    some = slice(0, 50_000)
    told, true = score.contributions(asked.x[some]), asked.true[some]
    causes = [k for k in range(len(NAMES)) if true[:, k].any()]
    for k in causes:
        alike = float(np.corrcoef(told[:, k], true[:, k])[0, 1])
        proof.within(f"told and true contribution of {NAMES[k]}: correlation", round(alike, 3), least=ALIKE)
    sizes = np.sort(np.abs(true), axis=1)
    clear = sizes[:, -1] - sizes[:, -2] > _CLEARLY
    right = (found.place[some][clear, 0] == strongest(true)[clear, 0]).mean()
    proof.saw("customers with one cause that stands out", round(float(clear.mean()), 3))
    proof.within("of these, told this cause first", round(float(right), 3), least=FIRST)
    noise = np.isin(found.place[some][:, 0], [k for k in range(len(NAMES)) if k not in causes]).mean()
    proof.within("told first what is no cause", round(float(noise), 4), most=0.01)
