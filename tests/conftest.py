"""What pytest needs for pages: the option --update."""

import pytest

from tests.page_results import update


def pytest_addoption(parser: pytest.Parser) -> None:
    """--update"""
    parser.addoption(
        "--update", action="store_true", help="write the blocks of docs/ that the program can write, then test"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Pages are written before they are collected."""
    if config.getoption("--update"):
        update()
