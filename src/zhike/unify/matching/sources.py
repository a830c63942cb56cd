"""What comparing rests on: a table that is made with it is made anew when it changes."""

from importlib.metadata import version
from inspect import getsource
from pathlib import Path

from zhike.clean import pinyin

TEXT = "".join(
    [
        *(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))),
        getsource(pinyin),
        *(version(package) for package in ("opencc", "pypinyin")),
    ]
)
