"""The option --update for pages; commands and the files they are run on. Tests keep nothing in the user's cache."""

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from evaldsl.cli import main
from tests import batch_tables
from tests.checked_rules import RULES
from tests.command_line import FACTS, FULL, PUBLISHED, RUBRIC, Run, Shown
from tests.page_results import update


def pytest_addoption(parser: pytest.Parser) -> None:
    """--update"""
    parser.addoption(
        "--update", action="store_true", help="write the blocks of docs/ that the program can write, then test"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Pages are written before they are collected, once. Examples are the same each time,
    others in a long run; none has to be quick: speed is measured elsewhere."""
    if config.getoption("--update") and not hasattr(config, "workerinput"):
        update()
    settings.register_profile("evaldsl", deadline=None, derandomize="EVALDSL_LONG" not in os.environ)
    settings.load_profile("evaldsl")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ.setdefault("EVALDSL_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command; gives the exit status, stdout and stderr. *stdin* is bytes or text."""

    def call(*argv: object, stdin: str | bytes = "") -> Shown:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        status = main([str(argument) for argument in argv])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return status, shown.out, shown.err

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a rubric, its facts and published scores."""
    (tmp_path / "测试.rubric").write_text(RUBRIC, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS + FULL, encoding="utf-8")
    (tmp_path / "published.csv").write_text(PUBLISHED, encoding="utf-8-sig")
    return tmp_path


@pytest.fixture
def check(run: Run) -> Run:
    """Runs ``evaldsl check``."""
    return lambda *argv, stdin="": run("check", *argv, stdin=stdin)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rule file with two warnings."""
    path = tmp_path / "某县.rubric"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the rules in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "甲.rubric").write_text(batch_tables.RULES, "utf-8")
    return tmp_path
