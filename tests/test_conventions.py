"""约定: each word is used or told."""

from fractions import Fraction

import pytest

from evaldsl import pipeline
from evaldsl.interpreter.rubric import Conventions
from evaldsl.rubric_files.conventions import conventions_with
from evaldsl.rubric_files.rubric_lines import blocks
from evaldsl.text.diagnostics import Diagnostic


def _read(words: str) -> tuple[Conventions, list[str], list[str]]:
    """What a 约定 line says, the words that are told, and what is told of them."""
    text, found = f"约定 {words}\n", list[Diagnostic]()
    said = conventions_with(Conventions(), blocks(text)[0], found)
    return said, [text[one.start : one.end] for one in found], [one.message for one in found]


_TWO = Conventions(decimals=2, decimals_stated=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("得分保留2位小数（四舍五入）", _TWO),
        ("得分保留2位小数，第3位四舍五入", _TWO),
        ("得分四舍五入保留两位小数。", _TWO),
        ("各指标得分均精确到小数点后2位", _TWO),
        ("得分取整", Conventions(decimals=0, decimals_stated=True)),
        ("分母为0的，比率按95%计，加分可以超过分值", Conventions(None, Fraction(95, 100), bonus_over_full=True)),
        ("得分保留两位小数，不足一个百分点按一个百分点计，分母为零得满分", Conventions("进一", "满分", 2, True)),
        ("不足1个百分点的，不计且分母为0的，不得分；加分不得超过指标分值",
         Conventions("整步", "不得分", bonus_over_full=False)),
    ],
)  # fmt: skip
def test_all_of_a_line_is_read(words: str, expected: Conventions) -> None:
    """Several conventions in one line are all followed, whatever sign stands between them."""
    assert _read(words) == (expected, [], [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("得分保留2位小数，第3位舍去", "第3位舍去"),
        ("得分保留2位小数（尾数舍去）", "尾数舍去"),
        ("得分保留2位小数，第2位四舍五入", "第2位四舍五入"),
        ("得分向下取整", "得分向下取整"),
        ("比率保留2位小数", "比率保留2位小数"),
        ("得分和比率均保留2位小数", "得分和比率均保留2位小数"),
        ("总分保留1位小数", "总分保留1位小数"),
        ("分母为0的，由主管部门定，得分保留2位小数", "分母为0的，由主管部门定"),
        ("不足1个百分点的按2个百分点计", "不足1个百分点的按2个百分点计"),
        ("加分最多2分；加分不得超过分值", "加分最多2分"),
        ("得分保留2位小数，从严掌握", "从严掌握"),
    ],
)
def test_what_is_not_followed_is_told(words: str, told: str) -> None:
    """Words that change nothing are named at their place; nothing else of the line is."""
    _, found, messages = _read(words)
    assert found == [told]
    assert told in messages[0]


def test_cutting_off_is_refused_with_what_is_done() -> None:
    """Where decimals are to be cut off, the message says that they are rounded half up."""
    assert "四舍五入" in _read("得分保留1位小数，第2位舍去")[2][0]


def test_a_convention_that_is_too_long_is_told() -> None:
    """Not piece by piece."""
    text = f"约定 {'不足1个百分点，' * 50_000}\n指标 甲（5分）\n评分 制度健全得5分。\n"
    assert [one.slug for one in pipeline.load(text, "长.rubric").diagnostics] == ["text-too-long"]
