"""A simulated company on disk: the files that its systems would export, and the truth beside them."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhike.errors import ZhikeError
from zhike.simulate.behaviour import Behaviour
from zhike.simulate.deliveries import PLANS, Delivery
from zhike.simulate.press import Press
from zhike.simulate.truth import write_truth
from zhike.simulate.world import Progress, World, make_world
from zhike.words import N_, _


class ImpossibleCompanyError(ZhikeError, ValueError):
    """Fewer than one customer or order line, a negative seed, or more than the phone numbers suffice for."""

    code = "impossible_company"
    sentence = N_("A company with {name} = {value} cannot be simulated; it must be from {least} to {most}.")


# Everybody needs two phone numbers of eight free digits; the other two keep memory within an ordinary server's.
LIMITS = {"customers": (1, 40_000_000), "order_lines": (1, 400_000_000), "seed": (0, 2**63 - 1)}


@dataclass(frozen=True)
class Company:
    """A simulated company: where it lies and its deliveries, in the order in which a firm would import them."""

    folder: Path
    customers: int
    order_lines: int
    seed: int
    as_of: date
    deliveries: tuple[Delivery, ...]

    @property
    def truth(self) -> Path:
        """The folder with what is true: Parquet files that no import may see."""
        return self.folder / "truth"


def simulate(
    folder: Path,
    *,
    customers: int,
    order_lines: int,
    seed: int,
    as_of: date = date(2025, 6, 30),
    progress: Progress | None = None,
    behaviour: Behaviour | None = None,
) -> Company:
    """Write a company with exactly so many people and order lines into `folder`, byte for byte the same for a seed.

    The three years end with the day `as_of`. Files of the same names are replaced, all others stay; when something
    fails, nothing is replaced. Raises ImpossibleCompanyError.
    """
    for name, value in (("customers", customers), ("order_lines", order_lines), ("seed", seed)):
        least, most = LIMITS[name]
        if not least <= value <= most:
            raise ImpossibleCompanyError(name=name, value=value, least=least, most=most)
    tell = progress or _silent
    tell(_("Inventing people and what they buy"), 0.0)
    world = make_world(customers, order_lines, seed=seed, as_of=as_of, behaviour=behaviour)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as draft:
        _write(world, Path(draft), tell=tell)
        _move(Path(draft), folder)
    tell(_("The company is written"), 1.0)
    deliveries = tuple(plan.delivery(folder) for plan in PLANS)
    return Company(folder, customers, order_lines, seed, as_of, deliveries)


def _silent(step: str, share: float) -> None:
    """Tell nobody."""


def _write(world: World, draft: Path, *, tell: Progress) -> None:
    with Press.open(draft) as press:
        for i, plan in enumerate(PLANS):
            tell(_("Writing {file}").format(file=plan.path), 0.3 + 0.6 * i / len(PLANS))
            plan.write(world, press)
        tell(_("Writing the truth"), 0.9)
        write_truth(world, press)


def _move(draft: Path, folder: Path) -> None:
    for file in sorted(p for p in draft.rglob("*") if p.is_file()):
        target = folder / file.relative_to(draft)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, target)
