"""undeclared-fact"""

from collections.abc import Iterator

from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric import Fact, Kind
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, info
from evaldsl.text.typography import same_name


def undeclared_fact(loaded: Loaded) -> Iterator[Diagnostic]:
    """A number that a scoring sentence reads, in a rubric that declares its facts, and that it does not declare."""
    rubric = loaded.rubric
    assert rubric is not None
    declared = [fact.name for fact in rubric.facts if fact.span != (0, 0)]
    rates = {definition.name for definition in rubric.definitions}
    if not declared:
        return
    told: set[str] = set()
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
            from difflib import get_close_matches

            near = get_close_matches(fact.name, [*rates, *declared], 1, 0.7)
            message = f"评分读取“{fact.name}”，“数据”“计算”里都没有" + (f"；有一项是“{near[0]}”" if near else "")
            start = max(reading.cell.plain.find(fact.name), 0)
            span = reading.span(start, min(start + len(fact.name), len(reading.cell.plain)))
            yield info("undeclared-fact", message, *span, hint="加一行“数据”，或把名称写成与已有的一致")


def _is_open(fact: Fact, indicator: str) -> bool:
    """Whether nobody says what *fact* is: it is not declared, and is no item's own, nor the indicator itself."""
    known = fact.span != (0, 0) or "." in fact.address or fact.key in same_name(indicator)
    return not known and fact.kind in (Kind.RATIO, Kind.NUMBER, Kind.COUNT)
