"""The order of work: which table must be there before which, found by what each one reads."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any

import duckdb
import pyarrow as pa

from zhike.engine.declared import Table, WrongDeclarationError
from zhike.engine.lineage import parameters_of, tables_read
from zhike.engine.session import Session

Arrows = Mapping[str, pa.Table]
# From what was read, and a session to take another from, to the rows of each table that is made.
Make = Callable[[Arrows, Session], Mapping[str, pa.Table]]


@dataclass(frozen=True)
class PythonTable:
    """Tables made by one function from Arrow tables; `reads` maps a name to the SELECT it gets.

    `more` are the further tables that the same work makes. `resumes` maps a name to a table of the run before, which the
    function may start from to save work, never to another result; a run without one before does not have it. `text` stands
    for what the function calls in other modules: when it changes, the tables are made anew.
    """

    table: Table
    reads: Mapping[str, str]
    make: Make
    more: tuple[Table, ...] = ()
    resumes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables that the function makes."""
        return (self.table, *self.more)


@dataclass(frozen=True)
class Step:
    """One table to make: what it reads, the parameters it names, and the text that, when it changes, makes it stale."""

    table: Table
    reads: frozenset[str]
    parameters: frozenset[str]
    text: str
    python: PythonTable | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables that the step makes."""
        return self.python.tables if self.python else (self.table,)

    def fingerprint(self, inputs: Mapping[str, str], parameters: Mapping[str, Any]) -> str:
        """Return a digest of everything the table is a function of: its text, its inputs, its parameters."""
        said = [self.text, duckdb.__version__]
        said += [f"{name}={inputs[name]}" for name in sorted(self.reads)]
        said += [f"${name}={parameters[name]}" for name in sorted(self.parameters)]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def step_of(made: Table | PythonTable) -> Step:
    """Return the step that makes a declared table."""
    if isinstance(made, PythonTable):
        reads = frozenset[str]().union(*map(tables_read, made.reads.values()))
        parameters = frozenset[str]().union(*map(parameters_of, made.reads.values()))
        text = inspect.getsource(inspect.getmodule(made.make) or made.make) + repr(sorted(made.reads.items()))
        return Step(made.table, reads, parameters, text + made.text + repr(made.tables), made)
    now = tables_read(made.sql) - {before_name(b) for b in made.before}
    return Step(made, now, parameters_of(made.sql), made.sql + repr(made))


def before_name(table: str) -> str:
    """Return the name under which a table of the run before is read."""
    return f"{table}_before"


def in_order(tables: Sequence[Table | PythonTable], inputs: Sequence[str] = ()) -> list[Step]:
    """Return the steps so that each comes after what it reads; an unknown or circular input is an error."""
    steps = {s.table.name: s for s in map(step_of, tables)}
    makers = {t.name: name for name, step in steps.items() for t in step.tables}
    for step in steps.values():
        if lost := step.reads - makers.keys() - set(inputs):
            raise WrongDeclarationError(table=step.table.name, detail=f"reads {sorted(lost)}, which nothing makes")
    needs = {n: {makers[r] for r in s.reads & makers.keys()} for n, s in steps.items()}
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as cycle:
        raise WrongDeclarationError(table=str(cycle.args[1][0]), detail=" → ".join(cycle.args[1])) from cycle
    return [steps[name] for name in order]
