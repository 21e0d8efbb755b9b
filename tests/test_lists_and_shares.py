"""Lists inside sentences, shares of the points, parts of all and the highest deduction: drawn, scored by hand, compared.

Each family draws a meaning, says it in one of the field's ways and works out what a unit gets without the program.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaldsl.interpreter.values import half_up
from evaldsl.rule import read_rule
from tests.small_wordings import decimal

Values = list[Fraction | bool | str]
Drawn = tuple[str, Fraction, Values, Fraction]
"""The sentence, the points of the indicator, the facts in the order in which they are read, and what the unit gets."""
Draw = Callable[[st.SearchStrategy[Any]], Any]
THINGS = ("目的明确", "依据充分", "范围合理", "程序规范", "标准可行")
WRONGS = ("截留", "挤占", "挪用", "虚报", "冒领")
HAN = "零一两三四五"
NUMBERED = "①②③④⑤"


def listed(draw: Draw, things: tuple[str, ...]) -> str:
    """①目的明确；②依据充分, with or without signs between."""
    by: str = draw(st.sampled_from(["；", "", "；\n"]))
    return by.join(f"{mark}{thing}" for mark, thing in zip(NUMBERED, things, strict=False))


def some(draw: Draw, of: tuple[str, ...], least: int = 2) -> tuple[str, ...]:
    return of[: draw(st.integers(least, len(of)))]


def shares_in_order(draw: Draw) -> Drawn:
    """…分别占1/4、1/4、1/2"""
    parts = draw(st.sampled_from([("1/4", "1/4", "1/2"), ("1/3", "2/3"), ("25%", "25%", "50%"), ("20%", "80%")]))
    things, whole = THINGS[: len(parts)], Fraction(draw(st.integers(2, 12)))
    held = [draw(st.booleans()) for _ in parts]
    said = "、".join(parts)
    verb = draw(st.sampled_from(["分别占", "各占", "分别得分值的", "分别按分值的"]))
    end = {"分别按分值的": "计分"}.get(verb, draw(st.sampled_from(["", "权重"])) if verb.endswith("占") else "")
    text = f"{listed(draw, things)}{draw(st.sampled_from(['。', '，']))}{verb}{said}{end}。"
    worth = [Fraction(one[:-1]) / 100 if "%" in one else Fraction(one) for one in parts]
    return text, whole, [*held], whole * sum(part for part, holds in zip(worth, held, strict=True) if holds)


def shares_of_the_whole(draw: Draw) -> Drawn:
    """制度健全得分值的1/3，内容完整得分值的2/3"""
    parts = draw(st.sampled_from([("1/3", "2/3"), ("1/3", "1/3", "1/3"), ("30%", "70%"), ("60%", "20%", "20%")]))
    whole = Fraction(draw(st.integers(2, 12)))
    held = [draw(st.booleans()) for _ in parts]
    of = draw(st.sampled_from(["得分值的{}", "得权重分的{}", "得{}的分值", "得{}"]))
    text = draw(st.sampled_from(["，", "；"])).join(
        thing + of.format(part) for thing, part in zip(THINGS, parts, strict=False)
    )
    worth = [Fraction(one[:-1]) / 100 if "%" in one else Fraction(one) for one in parts]
    return f"{text}。", whole, [*held], whole * sum(part for part, holds in zip(worth, held, strict=True) if holds)


def judged_as_one(draw: Draw) -> Drawn:
    """办法包含①…②…③…四项内容的得2分，每缺一项扣0.5分"""
    things, points = some(draw, THINGS), Fraction(draw(st.integers(2, 6)))
    less = points / draw(st.sampled_from([2, 4, 5]))
    whole, missing = draw(st.booleans()), draw(st.integers(0, 6))
    opening = draw(st.sampled_from(["", "办法包含", "方案明确了", "立项符合以下要求："]))
    award = draw(st.sampled_from(["得{}分", "，得{}分", "。得{}分"])).format(decimal(points))
    text = f"{opening}{listed(draw, things)}{award}，每缺一项扣{decimal(less)}分。"
    left = points if whole or missing else Fraction(0)  # what is missing is counted: nothing else is lost
    return text, points, [whole, Fraction(missing)], max(left - missing * less, Fraction(0))


def counted_levels(draw: Draw) -> Drawn:
    """全部符合得满分，符合两项得1分"""
    things, points = some(draw, THINGS, 3), Fraction(draw(st.integers(3, 6)))
    many, met = len(things), draw(st.integers(0, len(things)))
    fewer = draw(st.integers(1, many - 1))
    marks = NUMBERED[:many]
    full = draw(st.sampled_from(["全部符合", f"符合{marks}", f"{marks}均符合", f"{HAN[many]}项均符合"]))
    which = draw(st.sampled_from(["", "其中", "其中任意"]))
    text = (
        f"{listed(draw, things)}。{full}得{decimal(points)}分，符合{which}{HAN[fewer]}项得{decimal(points / 4)}分，"
        f"{draw(st.sampled_from(['其他不得分', '否则不得分', '其余不得分']))}。"
    )
    got = points if met == many else points / 4 if met == fewer else Fraction(0)
    return text, points, [Fraction(met)], got


def asked_how_many(draw: Draw) -> Drawn:
    """存在以下情形之一的扣1分，两种及以上的不得分"""
    things, points = some(draw, WRONGS), Fraction(10)
    one, found = Fraction(draw(st.integers(1, 4))), draw(st.integers(0, 4))
    more = draw(st.sampled_from([None, one * 2]))
    costs = "不得分" if more is None else f"扣{decimal(more)}分"
    lead = draw(st.sampled_from(["存在以下情形之一的", "有下列情况之一的，", "出现以下一种情形的"]))
    first = f"{lead}扣{decimal(one)}分"
    again = draw(st.sampled_from(["两种及以上的", "存在两种以上的"]))
    if draw(st.booleans()):
        text = f"{first}，{again}{costs}：{listed(draw, things)}。"
    else:
        text = f"{first}：{listed(draw, things)}。存在以上两种及以上情形的{costs}。"
    lost = (points if more is None else more) if found > 1 else one if found else Fraction(0)
    return text, points, [Fraction(found)], points - lost


def graded_shares(draw: Draw) -> Drawn:
    """优、良、中、差分别按100%、80%、60%、0计"""
    words = draw(st.sampled_from([("优", "良", "中", "差"), ("优秀", "良好", "合格", "不合格")]))
    parts = draw(st.sampled_from([("100%", "80%", "60%", "0"), ("100%", "90%", "70%", "0%")]))
    whole, place = Fraction(draw(st.integers(2, 12))), draw(st.integers(0, 3))
    how = draw(
        st.sampled_from(["分别按{}计", "分别按分值的{}计分", "，分别按{}的比例计分", "的，分别得分值的{}", "按{}计分"])
    )
    text = f"{draw(st.sampled_from(['', '评价结果为']))}{'、'.join(words)}{how.format('、'.join(parts))}。"
    return text, whole, [words[place]], whole * Fraction(parts[place].removesuffix("%")) / 100


def beyond_a_grade(draw: Draw) -> Drawn:
    """二级得3分，三级及以下不得分"""
    words = draw(st.sampled_from([("一级", "二级", "三级"), ("A级", "B级", "C级"), ("优秀", "良好", "一般")]))
    points, place = Fraction(draw(st.integers(2, 8))), draw(st.integers(0, 2))
    below = words[2] + draw(st.sampled_from(["及以下", "以下"]))
    lead = draw(st.sampled_from(["", "达到", "评定为"]))
    text = f"{lead}{words[0]}得{decimal(points)}分，{words[1]}得{decimal(points / 2)}分，{below}不得分。"
    return text, points, [(words[0], words[1], below)[place]], (points, points / 2, Fraction(0))[place]


PARTS = {
    Fraction(1, 3): ("1/3", "三分之一"),
    Fraction(1, 2): ("1/2", "一半", "半数"),
    Fraction(2, 3): ("2/3", "三分之二"),
    Fraction(9, 10): ("9/10", "十分之九"),
}


def parts_of_all(draw: Draw) -> Drawn:
    """完成率达到2/3得5分，1/3以上得2分"""
    low, high = sorted(draw(st.lists(st.sampled_from([*PARTS]), min_size=2, max_size=2, unique=True)))
    near = draw(st.sampled_from([low, high])) + draw(st.sampled_from([0, 1, -1])) * Fraction(1, 10_000)
    at_least = ["达到{}", "{}以上", "{}及以上", "不低于{}", "达到{}以上"]
    first, second = (draw(st.sampled_from(at_least)).format(draw(st.sampled_from(PARTS[one]))) for one in (high, low))
    text = f"完成率{first}得5分，{second}得2分，否则不得分。"
    return text, Fraction(5), [near], Fraction(5 if near >= high else 2 if near >= low else 0)


def highest_taken(draw: Draw) -> Drawn:
    """被省级通报扣3分，被市级通报扣2分，按最高扣分计算"""
    levels = some(draw, ("省级", "市级", "县级"))
    losses = [Fraction(draw(st.integers(1, 5))) for _ in levels]
    held = [draw(st.booleans()) for _ in levels]
    how = draw(st.sampled_from(["按最高扣分计算", "就高扣分", "就高不就低", "同时存在的按最高扣分计算，不重复扣分"]))
    said = "，".join(f"被{one}通报扣{decimal(loss)}分" for one, loss in zip(levels, losses, strict=True))
    lost = max((loss for loss, holds in zip(losses, held, strict=True) if holds), default=Fraction(0))
    return f"{said}，{how}。", Fraction(10), [*held], 10 - lost


FAMILIES = (
    shares_in_order,
    shares_of_the_whole,
    judged_as_one,
    counted_levels,
    asked_how_many,
    graded_shares,
    beyond_a_grade,
    parts_of_all,
    highest_taken,
)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
@settings(deadline=None, suppress_health_check=[*HealthCheck], max_examples=40, derandomize=True)
@given(st.data())
def test_every_unit_gets_what_the_words_say(family: Callable[[Draw], Drawn], data: st.DataObject) -> None:
    """The points are those worked out by hand, under the sentence and under its canonical form."""
    text, whole, values, wanted = family(data.draw)
    for one in (text, read_rule(text, "某事", whole).canonical):
        rule = read_rule(one, "某事", whole)
        errors = [found.message for found in rule.findings if found.is_error]
        assert not errors, (one, errors)
        assert len(rule.reads) == len(values), (one, [fact.name for fact in rule.reads])
        card = rule.score({fact.key: value for fact, value in zip(rule.reads, values, strict=True)})
        assert card.score == Fraction(half_up(wanted.numerator * 100, wanted.denominator), 100), (one, values)
