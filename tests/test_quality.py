"""The shape of the code: style, formatting, types and the direction of imports, under the one command that runs tests."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TOOLS = {
    "ruff check": [sys.executable, "-m", "ruff", "check", "."],
    "ruff format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "mypy": [sys.executable, "-m", "mypy"],
    "import contracts": [
        sys.executable,
        "-c",
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; sys.exit(lint_imports())",
    ],
}


@pytest.mark.parametrize("name", TOOLS)
def test_the_code_keeps_its_shape(name: str) -> None:
    """Every tool that guards the shape of the code is satisfied."""
    done = subprocess.run(TOOLS[name], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_files_stay_small() -> None:
    """No file of the package has more than 400 lines: one subject a file."""
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("evaldsl", "interpreter", "grammar")
        for path in (ROOT / folder).rglob("*.[pl][ya]*")
        if path.suffix in (".py", ".lark") and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}
