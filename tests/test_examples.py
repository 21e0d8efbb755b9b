"""Examples inside rubrics: what they leave out, what they would not notice, and the examples that mend it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from evaldsl.cli import main
from evaldsl.examples.coverage import coverage
from evaldsl.examples.example_runs import run_examples, values_of
from evaldsl.examples.mutants import mutation
from evaldsl.examples.suggestions import added_examples, with_examples
from evaldsl.facts.contradictions import Contradictions
from evaldsl.facts.facts_file import MOST_HINTS, FactNames
from evaldsl.interpreter.rubric_to_scores import scorer
from evaldsl.interpreter.scorer import Scorer
from evaldsl.pipeline import check, load
from evaldsl.rubric_files.overlay_lines import is_overlay
from tests.strategies import cells

RUBRICS = sorted((Path(__file__).resolve().parent.parent / "rubrics").glob("*/*.rubric"))
RUBRICS = [path for path in RUBRICS if not is_overlay(path.read_text(encoding="utf-8"))]
few = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=30)
RULE = """规则集 测试
总分 2分
约定 得分保留2位小数；不足1个百分点的按比例计
指标 预算完成率（2分）
评分 {}
"""


def ready(cell: str, *examples: str) -> Scorer:
    """A rubric of one indicator with these examples."""
    loaded = load(RULE.format(cell) + "".join(f"例 {one}\n" for one in examples), "某.rubric")
    assert loaded.rubric is not None, [one.message for one in loaded.diagnostics]
    return scorer(loaded.rubric)


STEPS = "预算完成率≥95%得2分，每低于1个百分点扣0.2分，扣完为止。"


def test_what_no_example_comes_upon_is_named() -> None:
    """One example in the middle reaches the step alone: not the award's edge, not the bottom."""
    found = coverage(ready(STEPS, "预算完成率＝90% → 1分"))

    assert sorted(one.clause.how for one in found.missed) == ["不扣", "扣到限度", "：预算完成率恰为95%"]


def test_nothing_is_asked_for_that_no_unit_can_come_upon() -> None:
    """A band that the one before it covers is not missing an example."""
    found = coverage(ready("预算完成率80%以上得2分，90%以上得1分，80%以下不得分。"))

    assert not any("90%以上得1分" in one.clause.words and not one.clause.how for one in found.missed)


def test_an_example_in_the_middle_of_a_band_lets_mutants_through() -> None:
    """A threshold that is moved or sharpened shows only on the edge."""
    bands = "预算完成率95%以上得2分，80%（含）-95%得1分，80%以下不得分。"
    found = mutation(ready(bands, "预算完成率＝97% → 2分", "预算完成率＝90% → 1分", "预算完成率＝50% → 0分"))
    changes = {one.mutant.change for one in found.survivors}

    assert {"95%改成96%", "≥95%改成>95%", "80%改成79%"} <= changes
    assert not changes & {"2改成3", "1改成1.5"}


def test_a_change_that_changes_no_score_is_not_held_against_the_examples() -> None:
    """At most 3 points off are no more than at most 2 where there are only 2 to take."""
    found = mutation(ready("管理制度健全得2分；每发现一处问题扣1分，最多扣2分。", "管理制度健全＝是；问题＝1处 → 1分"))

    assert not any(one.mutant.change == "限度2分改成3分" for one in found.survivors)
    assert found.alike > 0


@few
@given(cells())
def test_the_suggested_examples_leave_nothing_out(cell: str) -> None:
    """With the suggested examples every example passes, everything is come upon, and no mutant goes unnoticed."""
    before = ready(cell)
    text = with_examples(RULE.format(cell), added_examples(before, coverage(before), mutation(before).survivors))
    loaded = load(text, "某.rubric")
    assert loaded.rubric is not None, (text, [one.message for one in check(loaded)])
    after = scorer(loaded.rubric)

    assert coverage(after).missed == ()
    assert mutation(after).survivors == ()


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_the_examples_of_the_shipped_rubrics_leave_nothing_out(path: Path) -> None:
    """Every clause, band and edge has an example, and no change of a number goes unnoticed."""
    loaded = load(path.read_text(encoding="utf-8"), path.name)
    assert loaded.rubric is not None
    own = scorer(loaded.rubric)

    assert [(one.indicator, one.clause.words) for one in coverage(own).missed] == []
    found = mutation(own)
    assert ([one.mutant for one in found.survivors], found.undecided) == ([], ())


def test_examples_are_written_behind_their_indicator(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--write puts them after what the indicator holds, before the comment of the next one."""
    path = tmp_path / "某.rubric"
    text = RULE.format(STEPS) + "# 下一个\n指标 管理制度（1分）\n评分 管理制度健全得1分。\n"
    path.write_text(text.replace("总分 2分", "总分 3分"), encoding="utf-8")

    assert main(["test", str(path), "--suggest", "--write"]) == 0
    written = path.read_text(encoding="utf-8")
    first, second = written.split("# 下一个\n")
    assert first.rstrip().splitlines()[-1].startswith("例 ") and second.rstrip().endswith("分")
    assert main(["test", str(path)]) == 0
    assert "处处有例" in capsys.readouterr().out


def test_a_file_keeps_its_encoding_and_line_ends_when_examples_are_written(tmp_path: Path) -> None:
    """What Windows wrote stays as Windows wrote it, and what is there already is not written again."""
    path = tmp_path / "某.rubric"
    path.write_bytes(RULE.format(STEPS).replace("\n", "\r\n").encode("gb18030"))

    assert main(["test", str(path), "--suggest", "--write"]) == 0
    written = path.read_bytes()
    lines = written.decode("gb18030").split("\r\n")
    assert any(line.startswith("例 ") for line in lines) and not any("\n" in line for line in lines)
    assert main(["test", str(path), "--suggest", "--write"]) == 0
    assert path.read_bytes() == written


def test_rubrics_that_come_with_the_program_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is standard input, which has no file."""
    before = [path.read_bytes() for path in RUBRICS]

    assert main(["test", "longhui-2021", "--suggest", "--write"]) == 2
    assert "不能改写" in capsys.readouterr().err
    assert [path.read_bytes() for path in RUBRICS] == before


def test_words_are_told_as_published_and_units_are_plain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Signs of the file, the band that was changed; no fractions where a plain number shows it."""
    path = tmp_path / "某.rubric"
    cell = "预算完成率95%以上的，得2分；90%-95%的得１分。"
    path.write_text(RULE.format(cell), encoding="utf-8")

    assert main(["test", str(path), "--mutate", "--all"]) == 1
    out = capsys.readouterr().out
    assert "“预算完成率95%以上的，得2分”" in out and "“90%-95%的得１分”90%改成91%" in out
    assert "/3%" not in out


def test_writing_needs_suggesting(tmp_path: Path) -> None:
    """--write alone is a mistake of the user."""
    assert main(["test", str(tmp_path), "--write"]) == 2


DENIED = "制度健全得2分，每有一处不健全扣0.5分，扣完为止。"


@pytest.mark.parametrize(
    "cell",
    [DENIED, f"①{DENIED[:-1]}；②记录完整得1分，每发现一处缺漏或一处错误扣0.1分。", "按时公开得2分，每迟1天扣0.5分。"],
)
def test_no_suggested_example_contradicts_itself(cell: str) -> None:
    """Nothing is denied without a failing; what only such a unit would come upon is not asked for."""
    one = ready(cell)
    found = coverage(one)
    added = added_examples(one, found, mutation(one).survivors)
    assert added
    names, against = FactNames.of(one.rubric), Contradictions.of(one.rubric)
    assert against.denials
    for suggestion in added:
        values = values_of(names, suggestion.example)
        assert not isinstance(values, str)
        assert list(against.among(values)) == []
    after = coverage(ready(cell, *(suggestion.line.removeprefix("例 ") for suggestion in added)))
    assert after.missed == ()


def test_a_misspelt_fact_of_an_example_has_a_near_name() -> None:
    """Its own indicator's facts before others, by the name as it was written; not for ever, for searching is slow."""
    one = ready(DENIED, "制度健权＝是；不健全＝0处 → 2分")
    (result,) = run_examples(one)
    assert result.message.startswith("评分规则里没有“制度健权”这项数据；是不是“预算完成率.①.制度健全”")
    many = run_examples(ready(DENIED, *(f"制度健权{chr(0x4E00 + place)}＝是 → 2分" for place in range(30))))
    assert sum("是不是" in one.message for one in many) == MOST_HINTS
