"""missing-each"""

import itertools
import re
from collections.abc import Iterator

from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.syntax import tree
from evaldsl.text.diagnostics import Diagnostic, warning

_BEYOND = re.compile(r"^(?:超出|超过|高于|高出|低于|少于|超)(?:1|一)(?:%|个?百分点)$")


_NAMED_BASE = re.compile(r"(?:超过|低于)[^,，]*[数额算划]$")


def missing_each(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """超出1%扣0.2分 after an award: taken once, of those above 1%, where steps from the award may be meant."""
    yield from _read_as_each(reading)
    awarded = False
    for clause in (clause for group in reading.groups for clause in group.clauses):
        if isinstance(clause.value, tree.Deduction) and clause.segments and _from_base(clause.segments[-1], awarded):
            part = clause.segments[-1][-1]
            words = reading.cell.plain[part.start : part.end]
            if isinstance(part.value, tree.Comparison) and _BEYOND.match(words):
                message = f"“{words}”前面没有“每”，只扣一次"
                yield warning(
                    "missing-each", message, *reading.span(part.start, part.end), hint=f"逐步扣分的，写“每{words}”"
                )
        awarded = awarded or isinstance(clause.value, tree.Award | tree.Full | tree.Base)


def _from_base(segment: tuple[tree.Part, ...], awarded: bool) -> bool:
    """Whether the limit in which *segment* ends may be a step, from what is *awarded* or stated before, or from a base that has a
    name: 以预算数为限，超1%."""
    if len(segment) == 1:
        return awarded
    named = segment[0].value if len(segment) == 2 else None
    return isinstance(named, tree.Word) and _NAMED_BASE.search(named.text) is not None


def _read_as_each(reading: Reading) -> Iterator[Diagnostic]:
    """少1000万元扣1分: each 1000万元, where the words do not say so; 缺2项 behind 缺1项 is one more."""
    ones = set[tuple[str, str]]()
    for clause in (clause for group in reading.groups for clause in group.clauses):
        parts = [part for segment in clause.segments for part in segment]
        for place, (before, part) in enumerate(itertools.pairwise(parts)):
            step, size = before.value, part.value
            if place and isinstance(parts[place - 1].value, tree.Step | tree.Each):
                continue  # 每少下降0.1个百分点
            if not isinstance(step, tree.Step) or step.each or not isinstance(size, tree.Comparison):
                continue
            if size.limit.number == 1:
                ones.add((step.words, size.limit.unit))
            elif (step.words, size.limit.unit) not in ones:
                words = reading.cell.plain[before.start : part.end]
                message = f"“{words}”前面没有“每”，按“每{words}”读"
                yield warning("missing-each", message, *reading.span(before.start, part.end), hint=f"写“每{words}”")
