"""Every number that decides points has an address, and no number that decides none: over the sentences of all pages."""

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.values import decimal_text
from evaldsl.pipeline import load
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.tuning.figures import LINE
from evaldsl.tuning.parameters import Parameter, parameters_of
from evaldsl.tuning.rereading import changed_text
from tests.pages import Block, every_example

F = Fraction
STEPS = (F(1), F(-1), F(1, 10), F(1, 2), F(1, 1000), F(-1, 1000), F(2), F(-2))
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_NONE = re.compile(
    r"(?P<percent>[×*]100%)|(?P<of>:1(?!\d))|(?P<number>\(?（?\d+[)）](?!分))|各1/3分|\d+分全扣|占1/4、1/4、1/2"
    r"|(?P<item>(?:(?<=[；。：\n])|(?<=\n评分 ))\d\.(?:\d+(?=[%-]))?)|(?P<unit>/10万)"
)
"""Numbers that decide something and yet have no address: ×100%, 18:1, (1), 2., what cannot but be a third, what is all of it, /10万."""


def of_rule(block: Block) -> str:
    """A rubric of one sentence."""
    options = dict(one.split("=", 1) for one in block.options.split())
    points, name = options.get("分值", "10"), options.get("指标", "某项")
    head = f"规则集 测试\n总分 {points}分\n约定 得分保留6位小数；不足1个百分点的按比例计\n"
    return f"{head}指标 {name}（{points}分）\n评分 {block.text}\n"


def sentences() -> list[Loaded]:
    """The sentences of the pages that read."""
    rules = {(one.subject.text, one.subject.options): one.subject for one in every_example()}
    read = [load(of_rule(block), "某县") for block in rules.values() if block.kind == "规则"]
    return [one for one in read if one.rubric is not None]


def meaning(loaded: Loaded) -> object:
    """What a rubric of one indicator asks for and gives."""
    assert loaded.rubric is not None
    (one,) = loaded.rubric.indicators
    return indicator_to_expr(one), one.full, one.grade_rules, [(fact.key, fact.low, fact.high) for fact in one.facts]


def decides(loaded: Loaded, text_at: Callable[[Fraction], str], value: Fraction) -> bool | None:
    """Whether another number means something else; None where none can be read."""
    assert loaded.rubric is not None
    keys = {fact.key for fact in loaded.rubric.facts}
    found = None
    for step in STEPS:
        if value + step > 0:
            other = load(text_at(value + step), "某县")
            if other.rubric is not None and {fact.key for fact in other.rubric.facts} == keys:
                found = meaning(other) != meaning(loaded)
                if found:
                    return True
    return found


def test_every_number_that_decides_points_has_an_address() -> None:
    """Each number of each sentence, changed alone: where the points change, it is a parameter or part of one."""
    missing = []
    for loaded in sentences():
        text = loaded.text
        start = text.index("\n评分 ") + 4
        places = {place for one in parameters_of(loaded) for place in one.places}
        without = [match.span() for match in _NONE.finditer(text, start)]
        for match in _NUMERAL.finditer(text, start):
            inside = any(a <= match.start() and match.end() <= b for a, b in (*places, *without))
            value = F(match[0])

            def at(other: Fraction, span: tuple[int, int] = match.span(), text: str = text) -> str:
                return f"{text[: span[0]]}{decimal_text(other)}{text[span[1] :]}"

            if not inside and value and decides(loaded, at, value):
                missing.append((match[0], text[start:]))
    assert missing == []


def test_a_line_decides_points() -> None:
    """No line of any sentence can be set and changes nothing, but the first place of a ranking."""
    spare = set()
    for loaded in sentences():
        for one in parameters_of(loaded):

            def at(other: Fraction, one: Parameter = one, text: str = loaded.text) -> str:
                return changed_text(text, ((one, other),))

            if one.role == LINE and decides(loaded, at, one.value) is False:
                spare.add(one.address)
    assert spare == {"考核排名.①.线1", "道路保洁.①.线1"}


@pytest.mark.parametrize(
    ("sentence", "lines"),
    [
        ("师生比＝教师数÷学生数，达到1:18得4分，否则不得分。", {"线": "18"}),
        ("生师比≤18:1得4分，18:1＜生师比≤22:1得2分，生师比＞22:1不得分。", {"线1": "18", "线2": "22"}),
        ("在全县乡镇排名前30%的得4分，30%-60%的得3分，后40%的得1分。", {"线1": "30", "线2": "60", "线3": "40"}),
        ("偏差率在-5%至5%之间得4分，在-10%至-5%或5%至10%之间得2分，其他不得分。", {"线1": "5", "线2": "10"}),
        ("年处理量≥20万吨得5分，15（含）-20万吨得3分，15万吨以下不得分。", {"线1": "20", "线2": "15"}),
        ("执行率在100%上下浮动不超过5%得2分，每超出1个百分点扣0.1分。", {"基准": "100", "线": "5"}),
        ("第1类项目每个得2分，第2类项目每个得1分，最多得10分。", {}),
        ("截至12月31日，执行率达到98%的得满分；每低1个百分点扣0.5分。", {"线": "98"}),
        ("12345热线工单按时办结率≥98%得3分，否则不得分。", {"线": "98"}),
        ("抽查10份档案，每发现1份不合格扣0.5分。", {}),
        ("预算完成率≥95%得2分，低于95%的按比例得分。", {"线": "95"}),
        ("完成造林5万亩得10分，未完成的按实际完成面积÷5万亩×10分计算。", {"线": "5"}),
        ("得分=max（0，5-（100%-资金到位率）×20）。", {}),
    ],
)
def test_lines(sentence: str, lines: dict[str, str]) -> None:
    """What has the address of a line or of a base, however it is written."""
    loaded = load(of_rule(Block("规则", "分值=10", sentence, 1)), "某县")
    found = {one.address.rpartition(".")[2]: decimal_text(one.value) for one in parameters_of(loaded)}
    assert {role: value for role, value in found.items() if role.startswith(("线", "基准"))} == lines


def test_a_share_is_set_in_percent() -> None:
    """权重的1/4 is 25% of the points; another is written as a percentage."""
    loaded = load(
        of_rule(Block("规则", "分值=8", "①依据充分，②目标明确，③细化量化。每一项符合得权重的1/4。", 1)), "某县"
    )
    share = next(one for one in parameters_of(loaded) if one.unit == "%分值")
    assert (share.value, loaded.text[slice(*share.places[0])]) == (F(25), "1/4")
    assert "得权重的30%。" in changed_text(loaded.text, ((share, F(30)),))
    assert changed_text(loaded.text, ((share, F(25)),)) == loaded.text


@pytest.mark.parametrize(("formula", "numbers"), [("100%-a÷b×100%", ["100"]), ("a÷b×100%", []), ("100%×a÷b", [])])
def test_hundred_per_cent_of_a_definition(formula: str, numbers: list[str]) -> None:
    """×100% makes a rate; 100% from which something is taken is a number like others."""
    text = f"规则集 测试\n总分 8分\n约定 得分保留2位小数\n计算 短缺率＝{formula}\n指标 某事（8分）\n评分 短缺率≤5%得8分，否则不得分。\n"
    found = parameters_of(load(text, "某县"))
    assert [decimal_text(one.value) for one in found if one.address.startswith("计算")] == numbers
