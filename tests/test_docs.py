"""The manual is true: its snippets run, its generated pages are up to date, nothing is missing, no link is dead.

The convention: a fenced block marked `sh` or `python` is run, in a folder with members.csv and orders.csv, each from that
folder; a block without a mark is a picture or takes too long. After `imports errors` the row is mended as a person would.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from zhike import pipeline
from zhike.cli import app
from zhike.collect import ENTITIES
from zhike.settings import every_setting

ROOT = Path(__file__).parents[1]
CHINESE = ".zh-CN.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ENGLISH = [p for p in PAGES if not p.name.endswith(CHINESE) and p.with_name(p.stem + CHINESE).exists()]


MEMBERS = """客户编号,姓名,手机号,邮箱,性别,注册时间
M1,王芳,13800000001,wang.fang@example.com,女,2024-12-01
M2,李强 先生,138 0000 0002,,男,2024/12/2
M3,张伟,+86 13800000003,ZHANG@Example.com,男,2024年12月3日
,赵敏,13800000004,,女,2024-12-04
M5,陈晓,13800000005,,,2025-01-05
"""
ORDERS = """订单号,客户编号,下单时间,订单状态,实付金额,渠道
S1,M1,2025-01-03 10:00:00,已完成,¥1.2万,门店
S2,M1,2025-03-08 11:30:00,已完成,320.50,门店
S3,M2,2025/2/14 18:05,已完成,"1,088.00",网店
S4,M3,2025-05-01 09:00:00,已取消,60,网店
S5,M3,2025年6月18日,已完成,199,门店
S6,M5,昨天,已完成,45,门店
"""
# What a person does in a spreadsheet: the empty number of 赵敏 is filled in.
MEND = "sed -i 's/^,赵敏/M4,赵敏/' errors.csv"


def blocks(page, *marks):
    """Return (mark, text) of the page's fenced blocks with one of the marks, in order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [(mark, text) for mark, text in found if mark in marks]


def headings(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


def run_block(mark, text, *, folder):
    """Run a block as a reader would; return its output."""
    if mark == "sh":
        text = "\n".join(f"{line}\n{MEND}" if "imports errors" in line else line for line in text.splitlines())
    command = ["bash", "-euo", "pipefail", "-c", text] if mark == "sh" else [sys.executable, "-c", text]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "members.csv").write_text(MEMBERS, "gbk")
    (tmp_path / "orders.csv").write_text(ORDERS, "utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [p for p in ENGLISH if blocks(p, "sh", "python") and p.name != "README.md"], ids=lambda p: p.name
)
def test_every_snippet_runs(page, folder):
    for mark, text in blocks(page, "sh", "python"):
        run_block(mark, text, folder=folder)


def test_the_day_of_the_readme_runs_and_mends_its_row(folder):
    said = [run_block(mark, text, folder=folder) for mark, text in blocks(ROOT / "README.md", "sh", "python")]
    assert "errors still open in import 1: 0" in said[0]
    assert (folder / "shop" / "rfm.xlsx").stat().st_size > 0


@pytest.mark.parametrize("page", ENGLISH, ids=lambda p: p.name)
def test_both_languages_have_the_same_headings_and_the_same_snippets(page):
    twin = page.with_name(page.stem + CHINESE)
    assert headings(twin) == headings(page)
    assert blocks(twin, "sh", "python") == blocks(page, "sh", "python")


def test_every_page_of_the_manual_has_its_chinese_twin():
    alone = [p.name for p in PAGES if p.parent.name == "docs" and not p.name.endswith(CHINESE) and p not in ENGLISH]
    assert alone == []


def test_the_generated_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "docs/generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def commands(command, name):
    """Yield (name, command) of a command and all below it."""
    yield name, command
    for child, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{name} {child}")


@pytest.mark.parametrize("page", ["docs/commands.md", "docs/commands.zh-CN.md"])
def test_every_command_and_option_is_in_the_manual(page):
    text = (ROOT / page).read_text("utf-8").replace("\\|", "|")
    for name, command in commands(typer.main.get_command(app), "zhike"):
        [section] = re.findall(rf"^## {name}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
        said = [
            option
            for p in command.params
            for option in (p.opts if p.param_type_name == "option" else [(p.metavar or p.name).strip("[]")])
        ]
        assert [option for option in said if f"`{option}`" not in section and option != "--help"] == []


def test_every_parameter_says_what_it_is_for():
    every = [
        (name, p)
        for name, command in commands(typer.main.get_command(app), "zhike")
        for p in command.params
        if p.name != "help"
    ]
    assert [f"{name} {p.name}" for name, p in every if not p.help] == []


@pytest.mark.parametrize("language", ["", ".zh-CN"])
@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("tables", pipeline.tables()),
        ("fields", ENTITIES),
        ("settings", [name for name, _default, _help in every_setting()]),
    ],
    ids=["tables", "fields", "settings"],
)
def test_every_table_entity_and_setting_is_in_the_manual(page, names, language):
    text = (ROOT / f"docs/{page}{language}.md").read_text("utf-8")
    assert [n for n in names if f"`{n}`" not in text and f"## {n}\n" not in text] == []


def test_every_dependency_is_explained():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    declared = re.findall(r'^ +"([a-z0-9-]+)(?:\[\w+\])?>=', project, re.MULTILINE)
    explained = (ROOT / "docs/dependencies.md").read_text("utf-8")
    assert [name for name in declared if f"| {name} |" not in explained] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_relative_link_leads_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [to.split("#")[0] for to in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in to]
    assert [to for to in links if to and not (page.parent / to).exists()] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_page_can_be_reached_from_the_readme(readme):
    ending = CHINESE if readme.endswith(CHINESE) else ".md"
    waiting, seen = [ROOT / readme], set()
    while waiting:
        page = waiting.pop().resolve()
        if page in seen or not page.exists() or page.suffix != ".md":
            continue
        seen.add(page)
        waiting += [
            page.parent / to.split("#")[0]
            for to in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
            if "://" not in to
        ]
    wanted = [p for p in PAGES if p.name.endswith(CHINESE) == (ending == CHINESE) and p.parent.name == "docs"]
    assert [p.name for p in wanted if p.resolve() not in seen] == []
