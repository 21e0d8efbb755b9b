"""Which version of a rubric is in force for a year."""

import pytest

from evaldsl.rubric_files.effective_dates import Version, in_force, period


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2023年度", "2023年1月1日至2023年12月31日"),
        ("自2024年3月1日起施行", "2024年3月1日起"),
        ("２０２４年度起", "2024年1月1日起"),
        ("2023年度至2024年度", "2023年1月1日至2024年12月31日"),
        ("2023-01-01—2023-12-31", "2023年1月1日至2023年12月31日"),
        ("2024年2月", "2024年2月1日至2024年2月29日"),
        ("至2023年底", "至2023年12月31日"),
        ("印发之日起", "None"),
        ("2024年13月1日起", "None"),
        ("2024年度至2023年度", "None"),
    ],
)
def test_effective_dates_are_read(said: str, expected: str) -> None:
    """Years, months and days, from, until, or both; other words are not guessed at."""
    assert str(period(said)) == expected


VERSIONS = [Version("甲", "2022年度"), Version("乙", "2023年1月1日起"), Version("丙", "2025年度起")]


@pytest.mark.parametrize(("year", "name"), [(2022, "甲"), (2023, "乙"), (2024, "乙"), (2025, "丙"), (2030, "丙")])
def test_the_version_in_force_is_picked(year: int, name: str) -> None:
    """The one in force at the end of the year; one without an end gives way to a later one."""
    assert in_force(VERSIONS, year) == name


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (VERSIONS, "2021年度没有在施行的版本"),
        ([Version("甲", "2021年度"), Version("乙", "2021年1月1日至2022年6月30日")], "2个版本同时施行"),
        ([Version("甲", "2020年起"), Version("乙", "2020年起")], "2个版本同时施行"),
        ([Version("甲", "印发之日起"), Version("乙", "2020年起")], "没有读懂"),
        ([Version("甲", ""), Version("乙", "2020年起")], "没有写施行的日期"),
    ],
)
def test_versions_that_overlap_or_are_missing_are_an_error(versions: list[Version], said: str) -> None:
    """The message names the year, the versions and their dates."""
    with pytest.raises(ValueError, match=said):
        in_force(versions, 2021)
