import pytest
import typer

from zhike.cli import app
from zhike.cli.speaking import asked_language, spoken, wrong_call
from zhike.words import use_language


def called(*words, language):
    """Return what is said of a wrong call."""
    use_language(language)
    with pytest.raises(typer.TyperException) as caught:
        spoken(typer.main.get_command(app)).main(list(words), prog_name="zhike", standalone_mode=False)
    return wrong_call(caught.value)


def is_chinese(text):
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def every(command):
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from every(below)


def test_all_help_is_in_the_readers_language():
    use_language("zh")
    commands = list(every(spoken(typer.main.get_command(app))))
    texts = [c.help for c in commands] + [p.help for c in commands for p in c.params if p.name != "help"]
    assert [text for text in texts if not is_chinese(text)] == []


def test_the_help_page_has_chinese_headings(capsys):
    use_language("zh")
    spoken(typer.main.get_command(app)).main(["import", "--help"], prog_name="zhike", standalone_mode=False)
    page = capsys.readouterr().out
    assert page.startswith("用法：zhike import")
    assert "\n参数：\n" in page
    assert "\n选项：\n" in page


def test_speaking_leaves_the_application_as_it_is():
    use_language("zh")
    spoken(typer.main.get_command(app))
    assert (
        typer.main.get_command(app).commands["run"].help == "Compute all tables as of a day and publish them together."
    )


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        (["nope"], "No such command 'nope'.", "没有 'nope' 这个命令。"),
        (["run", "--nope"], "No such option: --nope", "没有这个选项：--nope"),
        (["demo", "--custmers", "20"], "No such option: --custmers. Did you mean --customers?", "没有这个选项：--custmers。您是不是想写 --customers？"),
        (["export", "rfm"], "Missing option '--to'.", "缺少选项 '--to'。"),
        (["doctor", "more"], "More was given than this command takes: more", "给出的参数多于该命令所需：more"),
        (["demo", "--customers", "3"], "Invalid value for '--customers': it must be 10 or more", "'--customers' 的值不对：不得小于 10"),
        (["imports", "show", "x"], "Invalid value for 'ID': it must be a whole number", "'ID' 的值不对：应为整数"),
        (["export", "rfm", "--to"], "Option '--to' needs a value.", "选项 '--to' 需要一个值。"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_explained_in_both_languages(words, english, chinese):
    assert called(*words, language="en").endswith(f"Error: {english}")
    assert called(*words, language="zh").endswith(f"错误：{chinese}")


def test_a_wrong_call_shows_the_usage_of_its_command():
    assert called("run", "--nope", language="en").startswith(
        "Usage: zhike run [OPTIONS]\nTry 'zhike run --help' for help."
    )


def test_no_command_shows_the_help():
    assert called(language="zh").startswith("用法：zhike [OPTIONS] COMMAND [ARGS]...\n\n  知客")


@pytest.mark.parametrize(
    ("words", "language"),
    [(["--lang", "zh", "run"], "zh"), (["run", "--lang=en"], "en"), (["--lang", "fr"], None), (["--lang"], None), (["run"], None)],
)  # fmt: skip
def test_the_language_is_known_before_the_line_is_read(words, language):
    assert asked_language(words) == language
