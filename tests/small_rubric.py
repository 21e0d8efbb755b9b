"""A small rubric with facts of every kind, and facts files read under it."""

from fractions import Fraction

import pytest
from attrs import evolve

from evaldsl.facts.fact_values import Value
from evaldsl.facts.facts_file import FactNames, read_facts
from evaldsl.facts.unit_facts import UnitFacts
from evaldsl.interpreter.expressions import Arithmetic, Holds, Ref
from evaldsl.interpreter.rubric import Change, Decision, Definition, Fact, Indicator, Item, Kind, Rubric, Share
from evaldsl.text.diagnostics import Diagnostic

ONE = Fraction(1)


def table(text: str) -> pytest.MarkDecorator:
    """A test for each line of *text* but the first, which names the cells."""
    names, *rows = (line.split(" | ") for line in text.strip("\n").split("\n"))
    return pytest.mark.parametrize(names, rows)


def local(indicator: str, label: str, name: str, kind: Kind, unit: str = "") -> Fact:
    """A fact that one item reads."""
    address = f"{indicator}.{label}.{name}"
    return Fact(address, name, kind, unit, address)


SYSTEM = local("人员控制", "①", "制度健全", Kind.JUDGEMENT)
LAXITY = local("人员控制", "①", "酌情扣分", Kind.DISCRETION, "分")
LAXITY = evolve(LAXITY, low=Fraction(1, 2), high=ONE, may_be_zero=True)
NUMBERS_AGREE = local("人员控制", "②", "聘用人员数一致", Kind.JUDGEMENT)
FAULTS = local("资金使用合规性", "①", "不符合", Kind.COUNT, "例")
MORE_FAULTS = local("资金使用合规性", "②", "不符合", Kind.COUNT, "例")
NO_ABUSE = local("资金使用合规性", "②", "无挤占情况", Kind.JUDGEMENT)
LEVEL = evolve(local("劝阻撒漏", "①", "劝阻撒漏", Kind.CHOICE), choices=("达成", "部分达成", "未达成"))
GIVEN = evolve(local("劝阻撒漏", "①", "劝阻撒漏的得分", Kind.DISCRETION, "分"), high=Fraction(5))
STAFF = Fact("在职人员数", "在职人员数", Kind.NUMBER, "人", "在职人员数")
POSTS = Fact("编制数", "编制数", Kind.NUMBER, "人", "编制数")
BUDGET = Fact("三公经费预算数", "“三公经费”预算数", Kind.NUMBER, "万元", "“三公经费”预算数")
LIKED = Fact("满意度", "满意度", Kind.RATIO, "%", "满意度", low=Fraction(0), high=ONE)
DAY = Fact("公开日期", "公开日期", Kind.NUMBER, "日期", "公开日期")
RATE = Definition("在职人员控制率", Arithmetic("÷", Ref("在职人员数"), Ref("编制数")), True)
ITEMS = (
    Item("①", ONE, (Change(Holds(SYSTEM.key), -ONE), Decision(LAXITY.key, True)), ONE),
    Item("②", ONE, (Change(Holds(NUMBERS_AGREE.key), -ONE),), ONE),
    Item("③", ONE, (Share(Ref("在职人员控制率")),), ONE),
)
CONTROL = Indicator("人员控制", (), ONE, ITEMS, facts=(SYSTEM, LAXITY, NUMBERS_AGREE, STAFF, POSTS))
FUNDS = Indicator("资金使用合规性", (), ONE, (), facts=(FAULTS, MORE_FAULTS, NO_ABUSE))
SPILLS = Indicator("劝阻撒漏", (), ONE, (), facts=(LEVEL, GIVEN))
DECLARED = (STAFF, POSTS, BUDGET, LIKED, DAY)
RUBRIC = Rubric("示例", ONE, (CONTROL, FUNDS, SPILLS), facts=DECLARED, definitions=(RATE,))
NAMES = FactNames.of(RUBRIC)
LOOSE = [Fact(name, name, Kind.NUMBER, unit) for name, unit in (("总额", ""), ("面积", "㎡"), ("成本", "元/吨"))]
LOOSE += [Fact("工单", "工单", Kind.COUNT, "条"), Fact("增减数", "增减数", Kind.NUMBER, signed=True)]
FACTS = {fact.name: fact for fact in (*CONTROL.facts, *FUNDS.facts, *RUBRIC.facts, *LOOSE, LEVEL)} | {"预算数": BUDGET}


def read(text: str, name: str = "facts.yaml") -> tuple[UnitFacts, list[Diagnostic]]:
    """The facts in *text*."""
    return read_facts(text, name, NAMES)


def values(text: str, name: str = "facts.yaml") -> dict[str, Value]:
    """The values in *text*, which has no errors."""
    facts, found = read(text, name)
    assert [d.message for d in found if d.is_error] == []
    return facts.values


def slugs(text: str, name: str = "facts.yaml") -> list[str]:
    """What is wrong with *text*."""
    return [diagnostic.slug for diagnostic in read(text, name)[1]]
