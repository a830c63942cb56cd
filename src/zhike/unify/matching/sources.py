"""The text of this folder: a table that is made with it is made anew when it changes."""

from importlib.metadata import version
from pathlib import Path

TEXT = "".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))) + version("splink")
