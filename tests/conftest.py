"""What pytest needs for pages: the option --update. Tests keep nothing in the user's cache."""

import os

import pytest
from hypothesis import settings

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
