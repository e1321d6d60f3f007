"""Positive controls of the checklist (docs/checklist.md): disables one check at a time in a copy of the tree, and asks whether its test notices.

`python -m scripts.controls [LINE…]` runs the controls of scripts/controls.toml, all or those of some lines, and prints a table. It ends with 1
if a test passes though the check that it is for is gone (a survivor), or a control no longer fits the source.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILE = ROOT / "scripts" / "controls.toml"
COPIED = (
    "auditor",
    "hemicycle",
    "loadtests",
    "scripts",
    "terminal_client",
    "tests",
    "voting_protocol",
    "voting_server",
    "admin_console",
)
LINKED = ("node_modules", ".venv")
SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Control:
    """`old` becomes `new` in `file`, where it stands once; `tests` (path::name) must then fail, each of them."""

    lines: tuple[int, ...]
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def read_controls(path: Path = FILE) -> list[Control]:
    """The controls of the file, in its order."""
    found = tomllib.loads(path.read_text("utf-8"))["control"]
    return [
        Control(**{name: tuple(value) if isinstance(value, list) else value for name, value in item.items()}) for item in found
    ]


def copy_tree(to: Path) -> None:
    """What tests need, without what was built; environments are linked."""
    built = shutil.ignore_patterns("__pycache__", "node_modules", ".venv", "dist", "*.egg-info", ".pytest_cache", ".mypy_cache")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=built)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, to / path.name)
    for name in LINKED:
        (to / name).symlink_to(ROOT / name)
    (to / "auditor" / "tests" / "vectors").symlink_to(to / "tests" / "vectors")


@contextmanager
def disabled(control: Control, tree: Path, stamp: int) -> Iterator[None]:
    """The copy with the check gone. `stamp` is a time that no compiled module of before has."""
    path = tree / control.file
    sound = path.read_text("utf-8")
    _write(path, sound.replace(control.old, control.new), stamp)
    try:
        yield
    finally:
        _write(path, sound, stamp + 1)


def _write(path: Path, text: str, stamp: int) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, (stamp, stamp))


def failed_tests(tests: Collection[str], tree: Path) -> set[str]:
    """Those of the tests that fail in a tree; a RuntimeError that tells why if they can't be run."""
    failed: set[str] = set()
    for kind in (_pytest, _auditor, _vitest):
        failed |= kind([test for test in tests if _kind(test) is kind], tree)
    return failed


def _kind(test: str) -> object:
    return _vitest if ".test.ts::" in test else _auditor if test.startswith("auditor/") else _pytest


def _pytest(tests: Sequence[str], tree: Path) -> set[str]:
    return _python(tests, tree, tree, {})


def _auditor(tests: Sequence[str], tree: Path) -> set[str]:
    inside = {test.removeprefix("auditor/"): test for test in tests}
    return {inside[name] for name in _python(list(inside), tree, tree / "auditor", {})}


def _python(tests: Sequence[str], tree: Path, folder: Path, more: dict[str, str]) -> set[str]:
    """Run with pytest; a test with parameters fails if it does with any."""
    if not tests:
        return set()
    report = tree / "report.xml"
    report.unlink(missing_ok=True)
    path = os.pathsep.join(map(str, (tree, tree / "auditor" / "src")))
    environment = os.environ | {"PYTHONPATH": path, "PATH": f"{tree / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"} | more
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
    ran = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS)
    if not report.is_file() or ran.returncode not in (0, 1):
        raise RuntimeError(ran.stdout[-2000:] + ran.stderr[-2000:])
    failed = set()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own report
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            failed |= {test for test in tests if _same(test, name)}
    return failed


def _same(test: str, name: str) -> bool:
    """Whether a report's name is that of a test, perhaps with parameters; the report's path begins at the test's root."""
    path, _, function = test.partition("::")
    found, _, case = name.partition("::")
    return path.endswith(found) and (case == function or ("[" not in function and case.partition("[")[0] == function))


def _vitest(tests: Sequence[str], tree: Path) -> set[str]:
    if not tests:
        return set()
    report = tree / "report.json"
    report.unlink(missing_ok=True)
    environment = os.environ | {"PATH": f"{tree / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    files = sorted({test.partition("::")[0] for test in tests})
    command = ["npx", "vitest", "run", *files, "--reporter=json", f"--outputFile={report}"]
    ran = subprocess.run(command, check=False, cwd=tree, env=environment, capture_output=True, text=True, timeout=SECONDS)
    if not report.is_file():
        raise RuntimeError(ran.stdout[-2000:] + ran.stderr[-2000:])
    failed = set()
    for file in json.loads(report.read_text("utf-8"))["testResults"]:
        for case in file["assertionResults"]:
            name = f"{Path(file['name']).relative_to(tree)}::{case['title']}"
            if case["status"] == "failed":
                failed.add(name)
    return failed & set(tests)


def run(control: Control, tree: Path, stamp: int) -> str:
    """`caught`, or what is wrong."""
    sound = (tree / control.file).read_text("utf-8")
    if sound.count(control.old) != 1:
        return f"does not fit: found {sound.count(control.old)} times in {control.file}"
    with disabled(control, tree, stamp):
        try:
            survived = set(control.tests) - failed_tests(control.tests, tree)
        except (RuntimeError, subprocess.TimeoutExpired) as problem:
            return f"can't run: {problem}"
    return f"SURVIVED {', '.join(sorted(survived))}" if survived else "caught"


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m scripts.controls", description=__doc__)
    parser.add_argument("lines", nargs="*", type=int, help="lines of the checklist; all by default")
    wanted = set(parser.parse_args(arguments).lines)
    controls = [control for control in read_controls() if not wanted or wanted & set(control.lines)]
    with tempfile.TemporaryDirectory(prefix="controls-") as folder:
        tree = Path(folder).resolve()
        copy_tree(tree)
        broken = failed_tests({test for control in controls for test in control.tests}, tree)
        if broken:
            print("These fail already, with every check in place:", *sorted(broken), sep="\n  ")
            return 1
        return 0 if all(_each(controls, tree)) else 1


def _each(controls: Iterable[Control], tree: Path) -> list[bool]:
    caught = []
    now = int(time.time())
    for number, control in enumerate(controls):
        begun = time.monotonic()
        verdict = run(control, tree, now + 2 * number)
        caught.append(verdict == "caught")
        lines = ",".join(map(str, control.lines))
        print(f"{lines:>8}  {control.what:<72}  {verdict}  ({time.monotonic() - begun:.0f} s)", flush=True)
    print(f"{sum(caught)} of {len(caught)} controls caught")
    return caught


if __name__ == "__main__":
    sys.exit(main())
