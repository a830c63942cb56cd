"""Settings: one frozen dataclass with default and help for each field; the docs page and `zhike doctor` are made from it.

In: `zhike.toml` of the workspace, then the environment (ZHIKE_TIMEZONE wins over `timezone`). Out: `Settings`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zhike.advice_rules import Advice
from zhike.errors import UnknownNameError, WrongUseError
from zhike.setting_rules import (
    GOLDEN_FIELDS,
    GOLDEN_PARTS,
    GOLDEN_RULES,
    LIFECYCLE,
    Clustering,
    WrongSettingError,
    check_golden,
    check_lifecycle,
    setting,
    toml,
)
from zhike.words import N_, _

FILE = "zhike.toml"


@dataclass(frozen=True)
class Prediction:
    """The section [predict]: how far ahead to look, what a sale leaves, and how much data a model must have."""

    horizons: tuple[int, ...] = setting((90, 365), N_("days ahead that are predicted"), values=int)
    margin_rate: float = setting(
        0.0,
        N_(
            "what is left of revenue after the cost of goods, as a share; 0 takes the one observed where costs are known"
        ),
    )
    discount_rate: float = setting(0.1, N_("what money a year later is worth less, as a share"))
    acquisition_cost: float = setting(0.0, N_("cost of winning one customer, for the textbook value"))
    cutoffs: int = setting(3, N_("past days on which every model is tested"))
    churn_days: int = setting(
        0,
        N_(
            "days without a purchase that make a churned customer; 0 takes those that nine gaps of ten are shorter than"
        ),
    )
    least_history: int = setting(60, N_("days of purchases that a model must know"))
    least_repeat_buyers: int = setting(100, N_("buyers who bought on more than one day that a model must know"))

    def __post_init__(self) -> None:
        if not self.horizons or min(self.horizons) < 1 or len(set(self.horizons)) < len(self.horizons):
            raise WrongSettingError(name="predict.horizons", value=self.horizons, expected="[90, 365]")
        for name, low, high in (
            ("margin_rate", 0, 1), ("discount_rate", 0, 10), ("acquisition_cost", 0, 1e12), ("cutoffs", 3, 24),
            ("churn_days", 0, 3650),
            ("least_history", 14, 3650), ("least_repeat_buyers", 10, 1e9),
        ):  # fmt: skip
            if not low <= getattr(self, name) <= high:
                raise WrongSettingError(
                    name=f"predict.{name}", value=getattr(self, name), expected=f"{low:g} … {high:g}"
                )


@dataclass(frozen=True)
class Settings:
    """How this workspace counts and what it may use; read once, when the workspace is opened."""

    name: str = setting("", N_("name of the company, shown on summaries"))
    timezone: str = setting("Asia/Shanghai", N_("IANA time zone in which a day begins and ends"))
    currency: str = setting("CNY", N_("ISO 4217 code of the currency that amounts are counted in"))
    rates: dict[str, float] = setting(  # noqa: RUF009 - a factory makes a new dict each time
        {}, N_("value of one unit of another currency in the workspace's currency")
    )
    source_trust: tuple[str, ...] = setting(
        (), N_("sources, most trusted first; the others follow in order of arrival")
    )
    golden: dict[str, str] = setting(  # noqa: RUF009 - a factory makes a new dict each time
        {},
        N_(
            "rule by which each field of a customer is chosen among the records: trusted, newest, frequent or complete; `default` is that of the fields that are not named"
        ),
        values=str,
    )
    shared_value_limit: int = setting(10, N_("a phone, e-mail or member number on more records than this is no key"))
    match_precision: float = setting(
        0.98,
        N_("share of the probable matches that should be right; decides from which probability on records are joined"),
    )
    largest_customer: int = setting(
        50, N_("records of one customer at most; what would be larger is not joined, and is reported")
    )
    largest_household: int = setting(
        8, N_("people at one address at most; with more it is an office or a dormitory, and makes no household")
    )
    funnel: tuple[str, ...] = setting(
        ("page_view", "product_view", "add_to_cart", "checkout", "order"),
        N_(
            "steps of the funnel in their order: names of events, and `order` for a purchase; those that never happen are left out"
        ),
    )
    funnel_days: int = setting(30, N_("days within which a visitor must have taken all steps of the funnel"))
    lifecycle: dict[str, float] = setting(  # noqa: RUF009 - a factory makes a new dict each time
        {},
        N_(
            "when a customer changes the stage: after so many of the own gaps without a purchase at_risk, dormant and lost; from so many days with a purchase on loyal; least_gap days are the shortest own gap"
        ),
    )
    runs_kept: int = setting(5, N_("published runs that are kept; older ones are deleted"))
    threads: int = setting(0, N_("threads of the engine; 0 takes all cores"))
    memory_gb: float = setting(0.0, N_("memory of the engine in GB; 0 takes half of the machine's"))
    store: str = setting(
        "", N_("SQLAlchemy URL of the operational database; empty means store.sqlite in the workspace")
    )
    proxies: tuple[str, ...] = setting(
        (),
        N_("addresses of web servers before Zhike; only their word about who asks, and over HTTPS or not, is believed"),
    )
    query_seconds: float = setting(60.0, N_("seconds after which `zhike query` gives up"))
    predict: Prediction = field(
        default=Prediction(),
        metadata={"help": N_("how the future is predicted; a section of its own"), "values": float},
    )
    clusters: Clustering = field(
        default=Clustering(),
        metadata={"help": N_("by what groups of customers are found; a section of its own"), "values": float},
    )
    advice: Advice = field(
        default_factory=Advice,
        metadata={"help": N_("what to do next for a customer; a section of its own"), "values": float},
    )

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise WrongSettingError(name="timezone", value=self.timezone, expected="Asia/Shanghai") from unknown
        for name, low in (
            ("shared_value_limit", 2),
            ("largest_customer", 2),
            ("largest_household", 2),
            ("funnel_days", 1),
            ("runs_kept", 1),
            ("threads", 0),
            ("memory_gb", 0),
        ):
            if getattr(self, name) < low:
                raise WrongSettingError(name=name, value=getattr(self, name), expected=f"≥ {low}")
        if not 0.5 <= self.match_precision < 1:
            raise WrongSettingError(name="match_precision", value=self.match_precision, expected="0.98")
        for code, rate in {self.currency: 1.0, **self.rates}.items():
            if len(code) != 3 or not code.isalpha() or not code.isupper() or rate <= 0:
                raise WrongSettingError(name="currency/rates", value=f"{code} = {rate}", expected="USD = 7.1")
        check_golden(self.golden)
        check_lifecycle(self.lifecycle_rules)

    @property
    def lifecycle_rules(self) -> dict[str, float]:
        """Return what decides a customer's stage: the defaults, with what the workspace says."""
        return {**LIFECYCLE, **self.lifecycle}

    @property
    def golden_rules(self) -> dict[str, str]:
        """Return the rule of every field of the golden record."""
        default = self.golden.get("default", GOLDEN_RULES[0])
        rules = {name: self.golden.get(name, default) for name in GOLDEN_FIELDS}
        for parts in GOLDEN_PARTS:
            said = next((self.golden[p] for p in parts if p in self.golden), default)
            rules.update(dict.fromkeys(parts, said))
        return rules


def read_settings(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of a workspace folder; unknown names and wrong values are errors, not ignored."""
    known = {f.name: f for f in fields(Settings)}
    given = _from_file(folder / FILE)
    for name in given:
        if name not in known:
            raise UnknownNameError(what=N_("setting"), value=name, known=known)
    for name in known:
        variable = f"ZHIKE_{name.upper()}"
        if value := (os.environ if environment is None else environment).get(variable):
            given[name] = value
    return Settings(**{name: _read(name, value) for name, value in given.items()})


def write_settings(folder: Path, settings: Settings) -> Path:
    """Write a zhike.toml that names every setting with its meaning; values that are the default stay commented out."""
    lines = [f"# {_('Settings of this Zhike workspace. A line that begins with # holds the default.')}", ""]
    for f in fields(Settings):
        value = getattr(settings, f.name)
        default = _default(f)
        lines += [f"# {_(f.metadata['help'])}"]
        if is_dataclass(value):  # the last fields: a section goes on to the next one, or to the end of the file
            lines += [f"{'# ' if value == default else ''}[{f.name}]", *_section_lines(value)]
        else:
            lines += [f"{'# ' if value == default else ''}{f.name} = {toml(value)}", ""]
    path = folder / FILE
    path.write_text("\n".join(lines), "utf-8")
    return path


def _section_lines(section: Any) -> list[str]:
    lines = []
    for f in fields(section):
        value = getattr(section, f.name)
        lines += [f"# {_(f.metadata['help'])}", f"{'# ' if value == _default(f) else ''}{f.name} = {toml(value)}", ""]
    return lines


def _default(f: Field[Any]) -> Any:
    return f.default_factory() if callable(f.default_factory) else f.default


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise WrongUseError(detail=_("{path} cannot be read: {problem}").format(path=path, problem=broken)) from broken


def _read(name: str, value: Any) -> Any:
    """Turn a TOML value or the text of an environment variable into the type of the setting."""
    default, kind = getattr(Settings(), name), Settings.__dataclass_fields__[name].metadata["values"]
    if is_dataclass(default):
        return _section(name, type(default), value)
    try:
        if isinstance(default, tuple):
            return tuple(value.split(",")) if isinstance(value, str) else tuple(str(v) for v in value)
        if isinstance(default, dict):
            return {str(k): kind(v) for k, v in (tomllib.loads(value) if isinstance(value, str) else value).items()}
        return type(default)(value)
    except (TypeError, ValueError, AttributeError) as wrong:
        raise WrongSettingError(name=name, value=value, expected=toml(default)) from wrong


def _section(name: str, section: Any, value: Any) -> Any:
    """Return a section from its values or their TOML text; an unknown name is an error as it is outside."""
    known: dict[str, Field[Any]] = {f.name: f for f in fields(section)}
    try:
        given = dict(tomllib.loads(value) if isinstance(value, str) else value)
    except (TypeError, ValueError) as wrong:
        first = next(iter(known.values()))
        raise WrongSettingError(name=name, value=value, expected=f"{first.name} = {toml(_default(first))}") from wrong
    for key in given:
        if key not in known:
            raise UnknownNameError(what=N_("setting"), value=f"{name}.{key}", known=[f"{name}.{k}" for k in known])
    read: dict[str, Any] = {}
    for key, said in given.items():
        try:
            read[key] = _member(known[key], said)
        except (TypeError, ValueError, AttributeError) as wrong:
            raise WrongSettingError(name=f"{name}.{key}", value=said, expected=toml(_default(known[key]))) from wrong
    return section(**read)


def _member(f: Field[Any], said: Any) -> Any:
    """Return a value of a section in its type; of a table, what is said: the section knows what holds where nothing is."""
    default, kind = _default(f), f.metadata["values"]
    if isinstance(default, tuple):
        return tuple(kind(v) for v in _listed(said))
    if isinstance(default, dict):
        return {k: tuple(map(str, _listed(v))) if kind is tuple else kind(v) for k, v in said.items()}
    return type(default)(said)


def _listed(said: Any) -> list[Any]:
    if not isinstance(said, list | tuple):
        raise TypeError(said)
    return list(said)


def every_setting() -> list[tuple[str, Any, str]]:
    """Return name, default and help of every setting; those of a section are called SECTION.NAME."""
    found = []
    for f in fields(Settings):
        default = getattr(Settings(), f.name)
        if is_dataclass(default):
            found += [(f"{f.name}.{g.name}", _default(g), g.metadata["help"]) for g in fields(default)]
        else:
            found.append((f.name, default, f.metadata["help"]))
    return found
