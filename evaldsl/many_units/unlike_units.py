"""A number without a unit of measure that several rubrics read in different units: 100 as 万元 under one, as 元 under another."""

from collections.abc import Iterable, Mapping, Sequence

from evaldsl.batch.columns import Columns
from evaldsl.console import say
from evaldsl.facts.fact_values import Value
from evaldsl.interpreter.rubric import Fact, Kind

MOST_TOLD = 6


def facts_in_unlike_units(rubrics: Sequence[Iterable[Fact]]) -> dict[str, list[Fact]]:
    """The facts that several rubrics have, in different units, by key."""
    found: dict[str, list[Fact]] = {}
    for facts in rubrics:
        for fact in facts:
            if fact.kind is Kind.NUMBER and fact.unit:
                found.setdefault(fact.key, []).append(fact)
    return {
        key: facts
        for key, facts in found.items()
        if len(facts) == len(rubrics) and len({fact.asked_unit for fact in facts}) > 1
    }


def bare_numbers(unlike: Mapping[str, Sequence[Fact]], units: Iterable[Sequence[Mapping[str, Value]]]) -> list[str]:
    """The keys among *unlike* under which some unit has the same number for all rubrics: none was written with a unit."""
    found: dict[str, None] = {}
    for values in units if unlike else ():
        for key in unlike:
            said = {one[key] for one in values if key in one}
            if len(said) == 1 and said != {0}:
                found[key] = None
    return list(found)


def bare_columns(unlike: Mapping[str, Sequence[Fact]], columns: Columns) -> list[str]:
    """The keys among *unlike* whose column names no unit."""
    return [key for key in unlike if key in columns.given and not columns.given[key].unit]


def tell_unlike(unlike: Mapping[str, Sequence[Fact]], keys: Sequence[str], name: str = "") -> None:
    """Says under which rubric the facts of these *keys* are read in which unit, where they are written without one."""
    for key in keys[:MOST_TOLD]:
        read = "，".join(f"第{place}份规则按{fact.asked_unit}读" for place, fact in enumerate(unlike[key], 1))
        lead = f"{name}：" if name else ""
        say(f"注意：{lead}“{unlike[key][0].name}”没有写单位的数，{read}；请写明单位，如“8{unlike[key][0].asked_unit}”")
    if len(keys) > MOST_TOLD:
        say(f"……还有{len(keys) - MOST_TOLD}项数据也是这样")
