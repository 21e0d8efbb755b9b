"""Tables of many units under several rubrics: as one by one, and year by year."""

import json
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaldsl.cli import main
from tests.test_ranking import RULES, as_json

MANY_RULES = """规则集 某县
总分 20分
等级 优：18分（含）以上；良：15分（含）-18分；中：10分（含）-15分；差：不满10分
约定 得分保留2位小数；分母为0的得满分
约定 不足1个百分点的按比例计
数据 在职人数（人）
数据 编制数（人）
计算 控制率＝在职人数÷编制数×100%
指标 控制（6分）
评分 控制率≤100%得6分，每超出1%扣{}分，扣完为止。
指标 {}（10分）
评分 ①制度健全得4分，否则不得分；每发现一处漏洞扣1分；弄虚作假的，年度等级定为“差”。②成效优得6分，良得4分，{}。
指标 公开（4分）
评分 按时公开得4分，每迟1天扣0.5分，扣完为止。
"""


def many_rows(chance: Random, count: int) -> list[str]:
    """Rows with empty cells, cells that say nothing sensible, rows that are too short, two units of one name."""
    rows = [
        "单位,在职人数,编制数,制度.①.制度健全,制度.①.漏洞,制度.①.弄虚作假,制度.②.成效,公开.①.按时公开,公开.①.迟的天数"
    ]
    for number in range(count):
        cells = [
            chance.choice(["50", "52", "53.5", "", "一"] + ["51"] * 20), chance.choice(["50", "0", ""] + ["50"] * 20),
            *(chance.choice(["是", "否", ""] + ["是"] * 9) for _ in range(1)), chance.choice("0123"),
            chance.choice(["否"] * 20 + ["是", ""]), chance.choice(["优", "良", "中", "一般", ""] + ["优"] * 5),
            chance.choice(["是", "否", "maybe"]), chance.choice("0129"),
        ]  # fmt: skip
        rows.append(",".join([f"单位{number % (count - 1)}", *cells][: chance.choice([9] * 30 + [5])]))
    return rows


@pytest.mark.parametrize("ties", ["顺延", "连续"])
@pytest.mark.parametrize("form", ["csv", "parquet"])
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_many_units_are_ranked_as_few_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, ties: str, seed: int
) -> None:
    """By columns, whatever is missing or cannot be read: scores, places, grades and who moves are those of the interpreter."""
    rules = [str(tmp_path / name) for name in ("甲.rubric", "乙.rubric")]
    for path, words in zip(rules, (("0.5", "制度", "中得2分"), ("1", "制度建设", "一般得1分")), strict=True):
        Path(path).write_text(MANY_RULES.format(*words), encoding="utf-8")
    rows = many_rows(Random(seed), 60)
    table = tmp_path / "宽.csv"
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    extra = tmp_path / "另.yaml"
    extra.write_text("单位: 另局\n数据:\n  在职人数: 51人\n  编制数: 50人\n", encoding="utf-8")
    few, listed, _ = as_json(capsys, *rules, "--facts", str(extra), str(table), "--ties", ties)
    large = table
    if form == "parquet":
        large = tmp_path / "宽.parquet"
        cells = [row.split(",") for row in rows if row.count(",") == 8]
        table.write_text("\n".join(",".join(row) for row in cells) + "\n", encoding="utf-8")
        few, listed, _ = as_json(capsys, *rules, "--facts", str(extra), str(table), "--ties", ties)
        columns = {name: [row[place] for row in cells[1:]] for place, name in enumerate(cells[0])}
        pq.write_table(pa.table(columns), large)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 0)
        patch.setattr("evaldsl.many_units.many_scores.MANY", 10)
        patch.setattr("evaldsl.many_units.unit_tables.ROWS", 7)
        many, columns_, _ = as_json(capsys, *rules, "--facts", str(extra), str(large), "--ties", ties)

    def told(found: dict[str, list[dict[str, Any]]]) -> list[str]:
        """Without where units stand."""
        return sorted(json.dumps([re.sub("（.*", "", one["unit"]), *one["results"]]) for one in found["units"])

    assert many == few == 2
    assert "summary" in columns_ and "summary" not in listed
    assert told(columns_) == told(listed)
    sides = [[(one["ranks"], one["grades"]) for one in found["moves"]] for found in (columns_, listed)]
    assert sorted(map(str, sides[0])) == sorted(map(str, sides[1]))


@pytest.mark.parametrize("form", ["csv", "parquet"])
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_each_year_has_its_facts_and_its_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, seed: int
) -> None:
    """Of units that both years have, whether read one by one or by columns; as of each year alone where all units are in both."""
    versions = tmp_path / "版本"
    versions.mkdir(exist_ok=True)
    for year, words in ((2023, ("0.5", "制度", "中得2分")), (2024, ("1", "制度", "一般得1分"))):
        text = MANY_RULES.format(*words).replace("总分", f"施行 {year}年度\n总分", 1)
        (versions / f"{year}.rubric").write_text(text, encoding="utf-8")
    head, *rows = many_rows(Random(seed), 60)
    some = [row.split(",") for row in rows if row.count(",") == 8]
    units = [[f"甲{place // 2}", ("2023", "2024年度")[place % 2], *cells[1:]] for place, cells in enumerate(some)]
    units += [["乙", "2023", *some[0][1:]], ["丙", "", *some[0][1:]], ["丁", "2022", *some[0][1:]]]
    coded = seed % 2
    if coded:  # of half of the pairs, which are called otherwise in the second year
        codes = [f"00{row[0].removeprefix('甲')}K" if place % 4 < 2 else "" for place, row in enumerate(units)]
        units = [
            [row[0] + "（新）" * (code > "" and "2024" in row[1]), *row[1:]]
            for row, code in zip(units, codes, strict=True)
        ]
        units = [[*row, code] for row, code in zip(units, codes, strict=True)]
    columns = ["单位", "年度", *head.split(",")[1:], *["单位编码"] * coded]
    table = tmp_path / "宽.csv"
    table.write_text("\n".join(map(",".join, [columns, *units])) + "\n", encoding="utf-8")
    large = tmp_path / f"宽.{form}"
    if form == "parquet":
        pq.write_table(pa.table(dict(zip(columns, map(list, zip(*units, strict=True)), strict=True))), large)
    years = ["--year", "2023", "--year", "2024"]
    _, few, said = as_json(capsys, str(versions), "--facts", str(table), *years)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 0)
        patch.setattr("evaldsl.many_units.many_scores.MANY", 10)
        patch.setattr("evaldsl.many_units.unit_tables.ROWS", 7)
        _, many, said_of_many = as_json(capsys, str(versions), "--facts", str(large), *years)
    alone = [as_json(capsys, str(versions), "--facts", str(table), "--year", one)[1] for one in ("2023", "2024")]
    for messages in (said, said_of_many):
        assert "另有2022年度的1个单位，不算在内\n有1个单位没有写年度，不算在内" in messages
    left = sorted(["乙", *([units[len(some) - 1][0]] if len(some) % 2 else [])])
    assert str(few["same_by"]) == str(many["same_by"]) == ("单位代码" if coded else "名称")
    assert few["renamed"] == many["renamed"]
    assert len(few["renamed"]) == coded * sum(place % 4 == 1 for place in range(len(some)))
    assert json.dumps(few["left_out"]) == json.dumps(many["left_out"]) == json.dumps(left)

    def told(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
        return {one["unit"].removesuffix("（新）"): one["results"] for one in found["units"]}

    assert told(few) == told(many)
    assert len(told(few)) == len(some) // 2
    for name, results in told(few).items():
        for place, found in enumerate(alone):
            assert results[place]["indicators"] == told(found)[name][0]["indicators"]


@pytest.mark.parametrize("name", ["两年.csv", "两年.parquet"])
def test_units_of_several_years_are_not_ranked_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether they are read one by one or as columns; of one year alone they are."""
    monkeypatch.chdir(tmp_path)
    Path("甲.rubric").write_text(RULES.format("0.5", "制度"), encoding="utf-8")
    rows = {
        "单位": ["甲局", "甲局"],
        "年度": ["2022", "2023"],
        "控制率（%）": ["101", "103"],
        "制度.①.制度健全": ["是"] * 2,
    }
    for years, status in ((["2022", "2023"], 2), (["2023", "2023"], 0)):
        rows["年度"] = years
        if name.endswith(".csv"):
            lines = [",".join(rows), *(",".join(row) for row in zip(*rows.values(), strict=True))]
            Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        else:
            pq.write_table(pa.table(rows), name)
        assert main(["compare", "甲.rubric", "--facts", name]) == status
        assert ("有2个年度（2022、2023）" in capsys.readouterr().err) == (status == 2)


def test_a_summary_of_many_units_counts_each_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text, the page and the JSON say the same numbers; the file with all of them has a row for each."""
    rules = [str(tmp_path / name) for name in ("甲.rubric", "乙.rubric")]
    for path, words in zip(rules, (("0.5", "制度", "中得2分"), ("1", "制度", "中得2分")), strict=True):
        Path(path).write_text(MANY_RULES.format(*words), encoding="utf-8")
    table = tmp_path / "宽.csv"
    table.write_text("\n".join(many_rows(Random(3), 40)) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evaldsl.many_units.unit_sources.LARGE_TABLE", 0)
        patch.setattr("evaldsl.many_units.many_scores.MANY", 10)
        found: dict[str, Any] = as_json(capsys, *rules, "--facts", str(table))[1]
        texts = {}
        for form in ("text", "md", "html", "csv"):
            assert main(["compare", *rules, "--facts", str(table), "--format", form]) == 2
            texts[form] = capsys.readouterr().out
    before, after = found["summary"]
    graded = [unit["results"] for unit in found["units"]]
    matrix = Counter((one["grade"], two["grade"]) for one, two in graded)
    assert {(one["before"], one["after"]): one["units"] for one in after["matrix"]} == matrix
    assert sum(before["grades"].values()) == 40
    known = [Fraction(one["score"]) for one, _ in graded if one["score"] is not None]
    assert Fraction(str(before["mean"])) == sum(known, Fraction(0)) / len(known)
    assert all(0 <= Fraction(one["mean"]) <= Fraction(one["full"]) for one in before["indicators"])
    assert all(f"名次有变的{after['moved']}个" in texts[form] for form in ("text", "md", "html"))
    assert texts["csv"].count("\n") == 41
    assert main(["compare", *rules, "--facts", str(table), "--format", "md"]) == 2
    lacked = [re.findall("缺的数据：.*", words) for words in (texts["md"], capsys.readouterr().out)]
    assert lacked[0] == lacked[1] != []


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_a_year_in_the_middle_of_a_large_table_is_told_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], codec: str, ending: str
) -> None:
    """Neither end says it; the cell before it holds a line end, the rows beside it cannot be read."""
    sign = "\t" if ending == ".tsv" else ","
    rows = [sign.join([f"某单位{number:05}", "2023", "95%", "一些备注，与评分无关"]) for number in range(30_000)]
    odd = [sign.join(['"二行\n名称"', "2022", "95%", ""]), "坏行", "# 2021"]
    rows[15_000:15_000] = odd
    table = tmp_path / f"全省{ending}"
    table.write_bytes("\n".join([sign.join(["单位", "年度", "完成率", "备注"]), *rows, ""]).encode(codec))
    head = "规则集 某县\n总分 10分\n{}\n约定 不足1个百分点的按比例计\n指标 甲（10分）\n评分 完成率≥90%得10分，每低1%扣1分，扣完为止。\n"
    one, folder, out = tmp_path / "一.rubric", tmp_path / "几版", tmp_path / "结果.csv"
    one.write_text(head.format("年度 2023年度"), encoding="utf-8")
    folder.mkdir()
    for year in (2022, 2023):
        (folder / f"{year}.rubric").write_text(head.format(f"施行 {year}年度"), encoding="utf-8")
    refused = [["batch", str(folder), str(table), "-o", str(out)]]
    if ending == ".csv":
        refused += [
            ["compare", str(one), "--facts", str(table)],
            ["tune", str(one), "--facts", str(table), "--set", "甲.扣=1"],
        ]
    for command in refused:
        assert main(command) == 2
        shown = capsys.readouterr()
        assert "错误：数据有2个年度（2022、2023）" in shown.err and not shown.out and not out.exists(), shown
        assert "坏行" not in shown.err
    assert main(["batch", str(one), str(table), "-o", str(out)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"注意：“{table}”里有2022年度的单位，“{one}”写明是2023年度的"
    assert f"{table}：第15002行是2022年度的" in said
