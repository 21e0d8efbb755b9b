"""每年至少组织2次演练, 建成3套系统, 质保期3年: the number inside words from which steps run."""

import re
from fractions import Fraction

from evaldsl.arrangement.headings import heading_of
from evaldsl.clauses.comparisons import Compared
from evaldsl.clauses.conditions import Condition
from evaldsl.clauses.counting import Per
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grouping import Clause
from evaldsl.clauses.limits import Limit
from evaldsl.clauses.mentions import EVERY_PLACE, of_every_period
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.text.numerals import COUNTED, THINGS, TIMES, number


def _asked(words: str, unit: str) -> tuple[str, str, str, Fraction] | None:
    """What 每年至少组织2次演练 asks for: the words before 至少, those before and behind the number in *unit*, and the number."""
    if not (unit in words and ("至少" in words or "不少于" in words or "不低于" in words)):
        return None
    match = re.fullmatch(rf"([^\d]*?)(?:至少|不少于|不低于)([^\d]*?)(\d+){re.escape(unit)}([^\d]*)", words)
    return (match[1], match[2], match[4], Fraction(match[3])) if match else None


def at_least(counted: Per) -> Per:
    """每年至少组织2次应急演练，少1次扣1.5分: the steps run from the number that the words before them ask for."""
    unit, step = counted.size.unit, counted.step
    if step is None or step.up or counted.base or counted.subject or unit not in COUNTED:
        return counted
    asked = _asked(counted.context, unit)
    if asked is None:
        return counted
    *words, many = asked
    if of_every_period(words[0]):
        return evolve(counted, context="")  # 每月至少组织1次巡查，每少1次扣0.5分: of twelve
    part = evolve(counted.part, value=tree.Comparison("≥", tree.Quantity(many, unit)))
    return evolve(counted, base=Compared("".join(words), part), context="")


def also_asks(reader: Reader, item: ItemDraft, found: Condition) -> None:
    """每年至少组织2次演练得4分；组织1次得2分: the first award is a band of the number that the second compares."""
    if not found.compared or found.judged or not item.cases:
        return
    case = item.cases[0] if len(item.cases) == 1 and not item.cases[0].limits and not item.effects else None
    one = found.compared[0] if len(found.compared) == 1 else None
    if case is None or one is None or not case.text or not isinstance(one.part.value, tree.Comparison):
        return
    unit = one.part.value.limit.unit
    asked = _asked(case.text, unit) if unit in THINGS and not one.part.value.op else None
    if asked is None:
        return
    before, verb, thing, many = asked
    if one.subject in before + verb:  # or there is none
        fact = reader.measures.measure(f"{before}{verb}{thing}", unit)
        _make_limit(reader, item, case, Limit(fact, "≥", many))


_DIGIT = re.compile(r"\d")
_WHEN = re.compile(r"^(.*?)时间(?:在|为|应在)?(.*后)$")


def read_number_in_award(reader: Reader, item: ItemDraft, clause: Clause, counted: Per) -> None:
    """建成3套系统得2分，每少1套扣0.5分: the number inside the award's words is what the steps run from."""
    unit, case = counted.size.unit, item.cases[0] if len(item.cases) == 1 else None
    if counted.step is None or counted.subject or unit not in COUNTED or case is None or case.limits:
        return
    if not _DIGIT.search(case.text):
        return
    alike = "[天日]" if unit in ("天", "日") else unit
    match = re.fullmatch(rf"([^\d]*?)(?:不少于|至少)?(\d+){alike}(以?内)?([^\d]*)", case.text)
    lasts = re.fullmatch(rf"([^\d]*(?:期|期限|年限|时长|寿命))(?:为|达到?)?(\d+){re.escape(unit)}", case.text)
    if lasts:
        _make_limit(reader, item, case, Limit(reader.measures.measure(lasts[1], unit), "≥", Fraction(lasts[2])))
        return
    if (
        match is None
        or not (match[4] or match[3])
        or (counted.tail and counted.tail not in match[4])
        or (unit in TIMES) != bool(match[3])
        or bool(match[3]) != counted.step.up
    ):
        return
    if of_every_period(match[1]) or EVERY_PLACE.search(match[1]) or match[4].startswith("/"):
        return  # 每季度开展1次检查得5分，少1次扣1.25分: of four
    head = _WHEN.sub(r"\2\1", match[1]) if match[3] else match[1]  # 批复后预算公开 of 预算公开时间在批复后
    fact = reader.measures.measure(f"{head}{match[4]}{'用时' if match[3] else ''}", unit)
    _make_limit(reader, item, case, Limit(fact, "≤" if match[3] else "≥", Fraction(match[2])))
    if not reader.cell.plain.startswith(clause.label, clause.start):
        reader.group.heading = heading_of(clause)  # 拨付：30日内拨付得3分，超过30日每延迟10日


def _make_limit(reader: Reader, item: ItemDraft, case: CaseDraft, limit: Limit) -> None:
    """The judgement of *case* was one on a number."""
    for one in case.others:
        if isinstance(one, ex.Holds):
            reader.measures.facts.drop(one.key)
    case.others, case.limits, item.subject = [], [limit], limit.fact


_NUMBER = re.compile("[①-⑳]")
_OF_POINTS = re.compile("(?:不|未)?(?:符合|满足|达到|做到|具备)(?:要求|要点|条件|标准)?|要点|缺少[项条点]数")


_SO_MANY = re.compile(r"(?:共|以上|上述)有?([两二三四五六七八九十]|\d+)个?(?:项|条|点|要点)")


def points_to_see(reader: Reader, name: str, unit: str) -> Fraction | None:
    """How many can be counted of the points that the explanation lists, 评价要点 ①…⑤, or of which the words tell the number,
    共4项, where *name* counts them: 每符合一项."""
    counts = unit in ("项", "条", "点", "个") and _OF_POINTS.fullmatch(name) and not _NUMBER.search(reader.cell.plain)
    if counts and (told := _SO_MANY.search(reader.cell.plain)):
        return number(told[1])
    listed = set(_NUMBER.findall(reader.explanation)) if counts else set()
    return Fraction(len(listed)) if len(listed) > 1 else None
