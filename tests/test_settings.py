import tomllib
from dataclasses import fields, replace

import pytest

from zhike.advice_rules import ACTIONS, STAGES, Advice
from zhike.errors import UnknownNameError, WrongUseError
from zhike.setting_rules import Clustering, WrongSettingError
from zhike.settings import FILE, Prediction, Settings, read_settings, write_settings
from zhike.words import use_language

OTHERS = Settings(
    name='小店 "甲"', timezone="Europe/London", currency="GBP", rates={"USD": 0.78, "CNY": 0.11}, source_trust=("till", "web"),
    shared_value_limit=3, match_precision=0.9, largest_customer=20, largest_household=5, runs_kept=2, threads=1, memory_gb=0.5, store="sqlite:///other.sqlite", query_seconds=1.5, proxies=("till", "web"),
    golden={"default": "newest", "phone": "frequent"}, lifecycle={"loyal": 3.0, "lost": 9.0}, predict=Prediction(horizons=(30,), margin_rate=0.4),
    clusters=Clustering(features=("orders", "units"), least_orders=2),
    advice=Advice(rules=("champion", "call"), call={"cost": 35.0}, stages={"lost": ()}),
)  # fmt: skip


def given(folder, text):
    (folder / FILE).write_text(text, "utf-8")
    return read_settings(folder, {})


def test_without_a_file_every_setting_has_its_default(tmp_path):
    assert read_settings(tmp_path, {}) == Settings()


@pytest.mark.parametrize("settings", [Settings(), OTHERS])
def test_what_is_written_is_read_back(tmp_path, settings):
    write_settings(tmp_path, settings)
    assert read_settings(tmp_path, {}) == settings


def test_the_file_names_every_setting_with_its_meaning_and_comments_defaults_out(tmp_path):
    text = write_settings(tmp_path, Settings(name="x")).read_text("utf-8")
    assert tomllib.loads(text) == {"name": "x"}
    for field in fields(Settings):
        assert f"{field.name} = " in text or f"[{field.name}]" in text
        assert field.metadata["help"] in text


def test_a_section_is_written_with_all_its_settings_and_defaults_commented_out(tmp_path):
    text = write_settings(tmp_path, Settings(predict=Prediction(horizons=(30,)))).read_text("utf-8")
    assert tomllib.loads(text) == {"predict": {"horizons": [30]}}
    assert all(f"{field.name} = " in text and field.metadata["help"] in text for field in fields(Prediction))


def test_an_unknown_name_in_a_section_is_an_error_with_the_nearest_one(tmp_path):
    with pytest.raises(UnknownNameError, match=r"Did you mean predict\.horizons"):
        given(tmp_path, "[predict]\nhorizon = [90]")


def test_the_file_speaks_the_readers_language(tmp_path):
    use_language("zh")
    text = write_settings(tmp_path, Settings()).read_text("utf-8")
    assert Settings.__dataclass_fields__["timezone"].metadata["help"] not in text


@pytest.mark.parametrize("field", fields(Settings), ids=lambda f: f.name)
def test_the_environment_wins_over_the_file_for_every_setting(tmp_path, field):
    write_settings(tmp_path, Settings())
    value = getattr(OTHERS, field.name)
    as_table = {
        "rates": "USD = 0.78\nCNY = 0.11",
        "golden": "default = 'newest'\nphone = 'frequent'",
        "lifecycle": "loyal = 3\nlost = 9",
        "predict": "horizons = [30]\nmargin_rate = 0.4",
        "clusters": "features = ['orders', 'units']\nleast_orders = 2",
        "advice": "rules = ['champion', 'call']\ncall = { cost = 35 }\nstages = { lost = [] }",
    }
    text = as_table.get(field.name) or (",".join(value) if isinstance(value, tuple) else str(value))
    assert getattr(read_settings(tmp_path, {f"ZHIKE_{field.name.upper()}": text}), field.name) == value


def test_an_empty_variable_is_no_setting(tmp_path):
    assert read_settings(tmp_path, {"ZHIKE_TIMEZONE": ""}).timezone == "Asia/Shanghai"


def test_an_unknown_name_is_an_error_with_the_nearest_one(tmp_path):
    with pytest.raises(UnknownNameError, match="Did you mean timezone"):
        given(tmp_path, 'timezon = "UTC"')


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('timezone = "Mars/Olympus"', "timezone"),
        ('timezone = "../../etc/passwd"', "timezone"),
        ("runs_kept = 0", "runs_kept"),
        ("shared_value_limit = 1", "shared_value_limit"),
        ('threads = "many"', "threads"),
        ("threads = -1", "threads"),
        ('currency = "yuan"', "currency"),
        ("rates = { USD = 0 }", "currency"),
        ("rates = { usd = 7.1 }", "currency"),
        ('rates = { USD = "much" }', "rates"),
        ("rates = 7", "rates"),
        ("source_trust = 3", "source_trust"),
        ("[predict]\nhorizons = []", "predict.horizons"),
        ("[predict]\nhorizons = [90, 90]", "predict.horizons"),
        ('[predict]\nhorizons = ["soon"]', "predict.horizons"),
        ("[predict]\nmargin_rate = 1.2", "predict.margin_rate"),
        ("[predict]\ncutoffs = 2", "predict.cutoffs"),
        ("predict = 3", "predict"),
        ("[advice]\ncall = { cost = -1 }", "advice.call.cost"),
        ("[advice]\nlate = { limit = nan }", "advice.late.limit"),
        ('[advice]\nlapsed = { moved = "some" }', "advice.lapsed"),
        ('[advice]\nrules = ["call", "call"]', "advice.rules"),
        ('[advice]\nrules = "call"', "advice.rules"),
        ('[advice]\nstages = { lost = "call" }', "advice.stages"),
    ],
)
def test_a_wrong_value_names_setting_value_and_where_to_mend_it(tmp_path, text, name):
    with pytest.raises(WrongSettingError, match=name) as wrong:
        given(tmp_path, text)
    assert "zhike.toml" in str(wrong.value)
    assert wrong.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ('[golden]\nphon = "newest"', "phone"),
        ('[golden]\nregistered_at = "newest"', "Known: .*company"),
        ('[golden]\nphone = "newst"', "newest"),
        ('[golden]\ndefault = "most"', "Known: complete, frequent, newest, trusted"),
        ("[golden]\nphone = 3", "'3'"),
    ],
)
def test_a_wrong_golden_field_or_rule_is_an_error_that_names_the_nearest(tmp_path, text, near):
    with pytest.raises(UnknownNameError, match=near) as wrong:
        given(tmp_path, text)
    assert "golden" in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ('rules = ["cal"]', "Did you mean call"),
        ("call = { costs = 3 }", r"Did you mean advice\.call\.cost"),
        ("champion = { limit = 3 }", r"Known: advice\.champion\.cost"),
        ('stages = { losst = ["call"] }', "Did you mean lost"),
        ('stages = { lost = ["winback"] }', "Did you mean win_back"),
    ],
)
def test_a_rule_figure_stage_or_action_of_advice_that_there_is_not_is_an_error_with_the_nearest(tmp_path, text, near):
    with pytest.raises(UnknownNameError, match=near):
        given(tmp_path, f"[advice]\n{text}")


def test_what_is_not_said_of_a_rule_of_advice_keeps_its_default(tmp_path):
    said = given(tmp_path, "[advice]\ncall = { cost = 35 }").advice
    assert (said.rule("call").cost, said.rule("call").moved, said.rules) == (35, 0.1, tuple(ACTIONS))
    assert Advice(call={"cost": 35}).rule("call") == said.rule("call")


def test_a_file_that_is_written_again_says_of_advice_only_what_was_said(tmp_path):
    said = "[advice]\ncall = { cost = 35.0 }\nstages = { lost = [] }"
    text = write_settings(tmp_path, given(tmp_path, said)).read_text("utf-8")
    assert tomllib.loads(text)["advice"] == tomllib.loads(said)["advice"]
    assert Advice(stages={"lost": ()}).allowed == {**STAGES, "lost": ()}


def test_parts_of_a_place_have_one_rule(tmp_path):
    rules = given(tmp_path, '[golden]\ncity = "newest"\nphone = "frequent"').golden_rules
    assert {rules[p] for p in ("province", "city", "district")} == {"newest"}
    assert (rules["phone"], rules["name"], rules["given_name"]) == ("frequent", "trusted", "trusted")
    with pytest.raises(WrongSettingError, match="province"):
        given(tmp_path, '[golden]\ncity = "newest"\nprovince = "trusted"')


def test_a_wrong_variable_is_as_wrong_as_a_wrong_line(tmp_path):
    with pytest.raises(WrongSettingError, match="ZHIKE_RUNS_KEPT"):
        read_settings(tmp_path, {"ZHIKE_RUNS_KEPT": "some"})


@pytest.mark.parametrize("raw", [b"name = ", b"name = \xff", b"[name\n"])
def test_a_file_that_is_no_toml_is_named(tmp_path, raw):
    (tmp_path / FILE).write_bytes(raw)
    with pytest.raises(WrongUseError, match=FILE):
        read_settings(tmp_path, {})


def test_settings_cannot_be_changed_once_read():
    with pytest.raises(AttributeError):
        Settings().threads = 3
    assert replace(Settings(), threads=3).threads == 3
