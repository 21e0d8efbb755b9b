"""implausible-threshold"""

import re
from collections.abc import Iterator
from fractions import Fraction

from evaldsl.clauses.measure_names import is_part_of_whole
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.facts.deadlines import deadline_of, year_of
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.interpreter.values import Interval, shown
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, info
from evaldsl.text.typography import plain_text

_CHANGES = re.compile(r"的幅度$|增|长|变动|变化|升|倍|回报|收益|利润|投入产出|杠杆|负债")
_HIGH = re.compile(r"完成|执行|满意|合格|达标|及时|覆盖|整改|完好|办结|处置|处理|到位|准时|在用")
_MOST, _LEAST = Fraction(3), Fraction(1, 10)


def implausible_threshold(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """A threshold that no rate of that name sensibly has: 满意度≥105%, 完成率≥950%, 执行率≥9.5%."""
    told: set[tuple[str, Fraction]] = set()
    for draft in reading.drafts:
        for limit in (limit for case in draft.cases for limit in case.limits):
            for number in limit.thresholds():
                why = _strange(limit.fact, number, limit.op)
                if why and (limit.fact.key, number) not in told:
                    told.add((limit.fact.key, number))
                    message = f"“{limit.fact.name}”以{shown(number * 100, 6)}%为界，{why}"
                    yield info("implausible-threshold", message, *limit.span, hint="核对有没有多写、漏写数字或小数点")


def _strange(fact: Fact, number: Fraction, op: str) -> str:
    if fact.kind is not Kind.RATIO or _CHANGES.search(fact.name):
        return ""
    if number > 1 and is_part_of_whole(fact.name):
        return "这样的率不会超过100%"
    if number > _MOST:
        return "高得少见"
    return "低得少见" if 0 < number < _LEAST and op in ("≥", ">") and _HIGH.search(fact.name) else ""


_YEAR = re.compile("([12][0-9]{3})(?=[年./-])")


def limit_of_another_year(loaded: Loaded) -> Iterator[Diagnostic]:
    """A limit by date that lies neither in the year of the rubric nor in the next: 2023年11月30日前完成 in 2024."""
    assert loaded.rubric is not None
    year = year_of(loaded.rubric)
    for reading in loaded.readings if year is not None else ():
        assert reading.indicator is not None and year is not None
        names = [plain_text(fact.name) for fact in reading.indicator.facts if deadline_of(fact, year) is not None]
        strange = {said for name in names for said in _YEAR.findall(name) if int(said) not in (year, year + 1)}
        for match in _YEAR.finditer(reading.cell.plain) if strange else ():
            if match[1] in strange:
                message = f"限期在{match[1]}年，评价的是{year}年度"
                yield info("implausible-threshold", message, *reading.span(*match.span()), hint="核对年份")
