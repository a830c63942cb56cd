"""A simulated company with known truth, for the demo, the proofs and the benchmarks.

In: how many people and order lines, and a seed. Out: the files that a real retailer's systems export, and the truth.
"""

from zhike.simulate.behaviour import Behaviour
from zhike.simulate.company import Company, ImpossibleCompanyError, simulate
from zhike.simulate.deliveries import Delivery

__all__ = ["Behaviour", "Company", "Delivery", "ImpossibleCompanyError", "simulate"]
