"""What a newcomer meets with a small rubric of one's own: a veto, another year, a formula with a slip."""

import re
from pathlib import Path

import pytest

from tests.command_line import Run

VETOED = """规则集 测试
年度 2025
总分 4分
等级 优：90%（含）以上；差：不满90%
约定 得分保留2位小数；不足1个百分点的按1个百分点计；分母为0的不得分
否决 发生重大安全责任事故的，年度等级定为“差”。
指标 满意度（4分）
评分 满意度达到90%得4分，否则不得分。
"""


@pytest.fixture
def vetoed(tmp_path: Path) -> Path:
    """A rubric with a veto that fixes the grade."""
    path = tmp_path / "否决.rubric"
    path.write_text(VETOED.replace("90%（含）以上；差：不满90%", "3分（含）以上；差：不满3分"), encoding="utf-8")
    return path


def test_a_missing_veto_is_said_to_decide_the_grade(run: Run, vetoed: Path) -> None:
    """It stands before what has no weight of its own, and is not said to need other facts."""
    status, out, _ = run("score", vetoed, "-", stdin="满意度: 95%\n")
    assert status == 0
    assert re.search(r"发生重大安全责任事故 +判断 +- +定等级", out)
    assert "要与别的数据一起补上" not in out


def test_facts_of_another_year_are_told(run: Run, vetoed: Path) -> None:
    """A rubric that says its year, facts that say another."""
    assert "是2019年度的" in run("score", vetoed, "-", stdin="年度: 2019\n满意度: 95%\n")[2]
    assert "年度的" not in run("score", vetoed, "-", stdin="年度: 2025\n满意度: 95%\n")[2]


def test_show_tells_the_whole_head(run: Run, vetoed: Path) -> None:
    """总分 and 否决 are of the rules as 约定 are."""
    out = run("show", vetoed)[1]
    assert "总分  4分" in out
    assert "否决  发生重大安全责任事故的，年度等级定为“差”。" in out


def test_an_indicator_that_is_not_there_is_told_with_those_that_are(run: Run, vetoed: Path) -> None:
    """A name that is like none of them."""
    assert "没有“天气”这个指标；有“满意度”" in run("explain", vetoed, "-", "天气", stdin="满意度: 95%\n")[2]


def test_a_part_of_a_name_tells_an_indicator_to_every_command(run: Run, vetoed: Path) -> None:
    """What explain finds, verify and diff find."""
    facts = "满意度: 95%\n"
    assert "满意度（4分）" in run("explain", vetoed, "-", "满意", stdin=facts)[1]
    assert "已证明" in run("verify", vetoed, "--indicator", "满意")[1]
    assert "0个指标得分不同" in run("diff", vetoed, vetoed, "--indicator", "满意")[1]


def test_a_file_that_is_not_there_is_told_with_those_called_nearly_so(run: Run, vetoed: Path) -> None:
    """The ending left off, a letter of it wrong, a sign of the name left out; a file of another kind is not meant."""
    facts = vetoed.with_name("示范小学.yaml")
    facts.write_text("满意度: 95%\n", encoding="utf-8")
    for wrong in (vetoed.with_suffix(""), vetoed.with_suffix(".rubic"), vetoed.with_name("否决1.rubric")):
        assert f"，是不是“{vetoed}”\n" in run("score", wrong, facts)[2]
    for wrong in (facts.with_suffix(".yml"), facts.with_name("示范学.yaml")):
        assert f"没有这个文件，是不是“{facts}”\n" in run("score", vetoed, wrong)[2]
    assert "没有这个文件\n" in run("score", vetoed, facts.with_name("否定.yaml"))[2]


def test_a_table_of_made_units_is_said_to_be_written(run: Run, vetoed: Path) -> None:
    """As every other file is."""
    table = vetoed.with_name("示例.csv")
    assert f"已写入“{table}”" in run("template", vetoed, "--sample", "3", "-o", table)[2]


def test_only_the_option_is_unknown(run: Run, vetoed: Path) -> None:
    """What stands behind a mistyped option is its value."""
    assert "不认识的参数：--formt，是不是--format" in run("score", "--formt", "md", vetoed)[2]
    assert "不认识的参数：--formt=md，是不是--format" in run("score", "--formt=md", vetoed)[2]
    assert "是不是" not in run("test", "--format", "json", vetoed)[2]


@pytest.mark.parametrize(
    ("formula", "column", "message"),
    [
        ("支出÷÷预算×100%", 9, "算式里的“÷”前面没有数据"),
        ("（支出÷预算×100%", 6, "算式里的左括号没有配对的右括号"),
        ("支出÷预算）×100%", 11, "算式里的右括号没有配对的左括号"),
        ("支出÷预算×", 11, "算式里的“×”后面没有数据"),
    ],
)
def test_a_formula_that_cannot_be_read_is_told_at_its_place(
    run: Run, vetoed: Path, formula: str, column: int, message: str
) -> None:
    """The sign that is one too many, the bracket that is alone."""
    vetoed.write_text(f"规则集 测试\n计算 率＝{formula}\n{VETOED.partition('分母为0的不得分')[2]}", encoding="utf-8")
    out = "".join(run("check", vetoed, "--format", "concise")[1:])
    assert f":2:{column} " in out.replace("错误", " 错误"), out
    assert message in out
