"""Which products go with which: three ways to say from what customers bought how much having one speaks for another.

Each takes how many customers bought each two products (`together`; on the diagonal, how many bought the one) and returns an
array of the same shape: entry [i, j] is what having bought i adds to the score of j. A customer's score of a product is the
sum over what they bought, so that the product that added most is the reason.

Not for a product that nobody has bought yet, and not where every customer buys one thing only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhike.predict.bought import Owned

Matrix = NDArray[np.float32]
# Two products that three customers bought together by chance look alike without it.
_SHRINK = 10.0
# The ridge of Steck's paper, on counts of customers.
_RIDGE = 500.0
_FACTORS = 64
# More directions than are kept, and rounds until they stand still in three digits.
_SPARE, _ROUNDS = 16, 4
# How far popularity is levelled before: 0.5 would make all products alike.
_LEVEL = 0.3


def together(owned: Owned, products: int) -> Matrix:
    """Return for each two products how many customers bought both; on the diagonal, how many bought the one."""
    bought = owned.matrix(products)
    return np.asarray((bought.T @ bought).toarray(), np.float32)


def cosine(both: Matrix) -> Matrix:
    """Return the cosine between products, shrunk: customers of both / (sqrt(buyers of i × buyers of j) + 10)."""
    buyers = np.sqrt(both.diagonal())
    return _without_itself(both / (np.outer(buyers, buyers) + np.float32(_SHRINK)))


def ease(both: Matrix) -> Matrix:
    """Return the weights that best rebuild every customer's products from the others (Steck 2019, eq. 8).

    B = I − P · diag(P)⁻¹ with P = (XᵀX + λI)⁻¹. Of products that are always bought together each counts once, which is what
    it does better than the cosine.
    """
    from scipy.linalg.lapack import spotrf, spotri  # imported late, as all of SciPy

    inverse = both.copy()
    inverse[np.diag_indices_from(inverse)] += np.float32(_RIDGE)
    # In place, in single precision, by Cholesky: a quarter of the time of a general inverse.
    root, _failed = spotrf(inverse, lower=1, overwrite_a=1)
    inverse, _failed = spotri(root, lower=1, overwrite_c=1)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    return _without_itself(-inverse / inverse.diagonal())


def factors(both: Matrix) -> Matrix:
    """Return how products lie together on the 64 directions that tell most of who buys what (PureSVD; Cremonesi et al. 2010).

    Columns are divided by a power of their buyers first: else the directions tell what is popular. The directions are those of
    a subspace iteration (Halko, Martinsson & Tropp 2011, algorithm 4.4) on the products' counts.
    """
    scale = np.maximum(both.diagonal(), 1) ** np.float32(-_LEVEL)
    levelled = both * scale
    levelled *= scale[:, None]
    count = max(min(_FACTORS, len(both) - 1), 1)
    basis = np.random.default_rng(0).standard_normal((len(both), min(count + _SPARE, len(both))), np.float32)
    for _round in range(_ROUNDS):
        basis, _upper = np.linalg.qr(levelled @ basis)
    values, turned = np.linalg.eigh(basis.T @ levelled @ basis)
    # Directions in which nothing lies would be made of rounding errors.
    vectors = basis @ turned[:, -count:][:, values[-count:] > values[-1] * 1e-5]
    return _without_itself((vectors * scale[:, None]) @ (vectors / scale[:, None]).T)


def _without_itself(matrix: NDArray[Any]) -> Matrix:
    found = np.asarray(matrix, np.float32)
    np.fill_diagonal(found, 0)
    return found
