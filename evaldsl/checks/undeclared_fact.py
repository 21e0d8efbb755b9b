"""undeclared-fact"""

from collections.abc import Iterator, Sequence

from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Fact, Kind, Rubric
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, info, warning
from evaldsl.text.typography import same_name


def undeclared_fact(loaded: Loaded) -> Iterator[Diagnostic]:
    """A number that a scoring sentence or a definition reads, in a rubric that declares its facts, and that it does not declare."""
    rubric = loaded.rubric
    assert rubric is not None
    declared = [fact.name for fact in rubric.facts if fact.span != (0, 0)]
    rates = {definition.name for definition in rubric.definitions}
    if not declared:
        return
    told: set[str] = set()
    names = [*rates, *declared]
    for reading in loaded.readings:
        assert reading.indicator is not None
        read = set(keys_of(indicator_to_expr(reading.indicator)))
        for fact in reading.indicator.facts:
            if (
                fact.key not in read
                or fact.key in told
                or fact.key in rates
                or not _is_open(fact, reading.indicator.name)
            ):
                continue
            told.add(fact.key)
            start = max(reading.cell.plain.find(fact.name), 0)
            span = reading.span(start, min(start + len(fact.name), len(reading.cell.plain)))
            yield _untold("评分", fact.name, names, rates, *span)
    yield from _in_definitions(rubric, loaded.text, names, rates, told)


def _in_definitions(
    rubric: Rubric, text: str, names: Sequence[str], rates: set[str], told: set[str]
) -> Iterator[Diagnostic]:
    """What definitions are computed from that nobody declares and no scoring sentence reads."""
    open_facts = {fact.key: fact for fact in rubric.facts if _is_open(fact, "")}
    for definition in rubric.definitions:
        start, end = definition.span
        for key in keys_of(definition.expr):
            if key in told or key not in open_facts:
                continue
            told.add(key)
            name = open_facts[key].name
            at = text.find(name, start, end)
            span = (start, end) if at < 0 else (at, at + len(name))
            yield _untold(f"计算“{definition.name}”", name, names, rates, *span)


def _untold(where: str, name: str, names: Sequence[str], rates: set[str], start: int, end: int) -> Diagnostic:
    """*name* is read *where*, and declared nowhere; those of *names* that are near are told, and that one of
    them is computed (*rates*) is a warning: whoever fills it in types a rate by hand that the rubric computes."""
    from difflib import get_close_matches

    near = get_close_matches(name, names, 3, 0.7)
    said = f"；有一项是{'、'.join(f'“{one}”' for one in near)}" if near else ""
    message = f"{where}读取“{name}”，“数据”“计算”里都没有{said}"
    told = info if rates.isdisjoint(near) else warning
    return told("undeclared-fact", message, start, end, hint="加一行“数据”，或把名称写成与已有的一致")


def _is_open(fact: Fact, indicator: str) -> bool:
    """Whether nobody says what *fact* is: it is not declared, and is no item's own, nor the indicator itself."""
    known = fact.span != (0, 0) or "." in fact.address or fact.key in same_name(indicator)
    return not known and fact.kind in (Kind.RATIO, Kind.NUMBER, Kind.COUNT)
