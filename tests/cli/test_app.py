"""The contract: names of commands, exit codes, where words go."""

import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import zhike
from zhike.cli import app

COMMANDS = [
    "init",
    "import",
    "imports",
    "run",
    "tables",
    "query",
    "export",
    "demo",
    "simulate",
    "prove",
    "bench",
    "doctor",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_contract_is_there_with_help(command):
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert "Usage" in done.stdout


@pytest.mark.parametrize("command", ["show", "errors", "retry", "undo"])
def test_every_command_of_imports_is_there(command):
    assert CliRunner().invoke(app, ["imports", command, "--help"]).exit_code == 0


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("import", ["--as", "--source", "--map", "--dry-run", "--sheet", "--json"]),
        ("run", ["--as-of", "--json"]),
        ("query", ["--format", "--json"]),
        ("export", ["--to", "--json"]),
        ("demo", ["--customers", "--seed"]),
        ("simulate", ["--customers", "--order-lines", "--seed"]),
    ],
)
def test_every_option_of_the_contract_is_there(command, options):
    said = re.sub(r"\x1b\[[0-9;]*m", "", CliRunner(env={"COLUMNS": "200"}).invoke(app, [command, "--help"]).stdout)
    assert [o for o in options if o not in said] == []


def test_the_version_is_printed(zhike_):
    assert zhike_("--version").out.strip() == f"zhike {zhike.__version__}"


def test_a_language_that_is_none_is_wrong_use(zhike_):
    found = zhike_("--lang", "xx", "doctor")
    assert found.code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["query"],
        ["import"],
        ["import", "--no-such-option", "x"],
        ["imports", "show", "x"],
        ["export", "orders"],
    ],
)
def test_wrong_use_leaves_with_2(zhike_, words):
    assert zhike_(*words).code == 2


def test_the_program_speaks_on_standard_error_and_leaves_with_2(program):
    found = program("query", "select 1", "-w", "nowhere")
    assert (found.code, found.out) == (2, "")
    assert "[no_workspace]" in found.err
    assert "zhike init" in found.err
    assert "Traceback" not in found.err


def test_the_program_speaks_chinese(program):
    found = program("--lang", "zh", "query", "select 1", "-w", "nowhere")
    assert found.code == 2
    assert re.search(r"[一-龥]", found.err)


def test_the_workspace_may_come_from_option_environment_or_folder(program, shop, tmp_path):
    sql = "select count(*) as n from orders"
    for found in (
        program("query", sql, "--json", "-w", shop.folder),
        program("-w", shop.folder, "query", sql, "--json"),
        program("query", sql, "--json", ZHIKE_WORKSPACE=str(shop.folder)),
    ):
        assert found.json == [{"n": 21}]
    assert not (tmp_path / "zhike.toml").exists()


def test_a_reader_that_leaves_early_is_no_failure(shop):
    command = [
        sys.executable,
        "-m",
        "zhike.cli",
        "query",
        "select * from range(200000)",
        "--format",
        "csv",
        "-w",
        str(shop.folder),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
