"""``evaldsl template``: forms that are filled in and read back."""

import re
from pathlib import Path

import pytest

from evaldsl.interpreter.rubric import Kind
from tests.command_line import RUBRIC, Run, shipped


@pytest.mark.parametrize(
    ("name", "filled", "options"),
    [
        ("form.yaml", "编制数: 36人\n", ()),
        ("form.yaml", "别的规则里的数: 36人\n", ()),
        ("form.yaml", "数据:\n  人员控制:\n    ②: {扣分: 0.5, 理由: 粗放}\n", ()),
        ("form.csv", "指标,数值,单位\n编制数,36,人\n", ()),
        ("form.csv", "单位,编制数（人）\n甲局,36\n", ("--columns",)),
    ],
)
def test_a_filled_form_is_not_written_over(
    run: Run, folder: Path, name: str, filled: str, options: tuple[str, ...]
) -> None:
    """What somebody has filled in stays; an empty form may be made anew."""
    target = folder / name
    assert run("template", folder, *options, "-o", target)[0] == 0
    assert run("template", folder, *options, "-o", target)[0] == 0
    target.write_text(filled, encoding="utf-8")
    status, out, err = run("template", folder, *options, "-o", target)
    assert (status, out) == (2, "")
    assert "里已经填了1" in err
    assert target.read_text(encoding="utf-8") == filled


@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_a_form_is_read_back(run: Run, folder: Path, form: str) -> None:
    """Empty it says that everything is missing; filled in it gives every fact."""
    from evaldsl import pipeline
    from evaldsl.facts.facts_file import read_facts

    target = folder / f"form.{form}"
    assert run("template", folder, "-o", target) == (0, "", f"已写入“{target}”\n")
    rubric = pipeline.load(RUBRIC, "测试").rubric
    assert rubric is not None
    text = target.read_text(encoding="utf-8-sig")
    known, found = read_facts(text, target.name, rubric)
    assert (known.values, found) == ({}, [])
    assert (known.rubric_name, known.year) == ("测试", "2023")
    values = {Kind.JUDGEMENT: "是", Kind.COUNT: "2例", Kind.NUMBER: "50人"}
    sample = {fact.address or fact.name: values[fact.kind] for one in rubric.indicators for fact in one.facts}
    for name, value in sample.items():
        text = re.sub(rf'^(\s*"?{re.escape(name)}"?[:,] ?)缺', rf"\g<1>{value}", text, flags=re.M)
    known, found = read_facts(text, target.name, rubric)
    assert found == []
    assert len(known.values) == len(sample)


@pytest.mark.parametrize("name", [name for name in shipped() if name != "zhuhui-sanitation-2023"])
@pytest.mark.parametrize("form", ["yaml", "csv"])
def test_the_form_of_a_shipped_rubric_scores_without_errors(run: Run, tmp_path: Path, name: str, form: str) -> None:
    """Nothing filled in: every fact is asked for, none is unknown."""
    target = tmp_path / f"form.{form}"
    assert run("template", name, "-o", target)[0] == 0
    status, out, err = run("score", name, target)
    assert (status, err) == (0, "")
    assert "总分  待定" in out


def test_a_change_is_asked_for_with_its_sign(run: Run, tmp_path: Path) -> None:
    """增减 may fall: the form says how a fall is written."""
    rules = tmp_path / "甲.rubric"
    text = "规则集 甲\n指标 贫血（5分）\n评分 学生贫血率较上年下降1个百分点以上得5分，下降0.5-1个百分点得3分，持平得1分，上升的不得分。\n"
    rules.write_text(text, encoding="utf-8")
    assert "下降填负数，如-1.5%" in run("template", rules)[1]
