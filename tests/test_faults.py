"""The fault benchmark: what the page says is what the program finds, and no clean rule is reported."""

import pytest

from benchmarks.faults import PAGE, Checked, cases, check_part, checked, written


@pytest.fixture(scope="module")
def results() -> list[Checked]:
    """What ``check`` says of every case and its twin."""
    return [checked(case) for case in cases()]


def test_no_clean_twin_is_reported(results: list[Checked]) -> None:
    """A rule without the fault has neither errors nor warnings."""
    assert [(one.case.name, each.slug, each.message) for one in results for each in one.alarms] == []


def test_page_says_what_is_found(results: list[Checked], request: pytest.FixtureRequest) -> None:
    """The table and the list of what is missed are those of today; --update writes them."""
    page = PAGE.read_text(encoding="utf-8")
    now = written(page, "检查", check_part(results))
    if request.config.getoption("--update"):
        PAGE.write_text(now, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == now, "run pytest with --update and read what is no longer found"


def test_written_replaces_one_part() -> None:
    """Only what stands between the markers is replaced, and writing twice changes nothing more."""
    page = "甲\n<!-- 一 -->\n旧\n<!-- /一 -->\n乙\n"
    once = written(page, "一", "新")
    assert once == "甲\n<!-- 一 -->\n\n新\n\n<!-- /一 -->\n乙\n"
    assert written(once, "一", "新") == once
