"""band-edge-unstated"""

from collections.abc import Iterator

from attrs import evolve

from evaldsl.checks.bands import is_ladder, number_text
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.values import Interval
from evaldsl.text.diagnostics import Diagnostic, warning


def band_edge_unstated(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """An edge between two bands that says neither （含） nor （不含）, where it decides the points."""
    ladders = [(_measured(one), False) for one in reading.drafts]
    for draft, takes in (*ladders, *((one.taking_bands, True) for one in reading.drafts)):
        if not is_ladder(draft):
            continue
        fact = draft.measure
        assert fact is not None
        reported = set()
        for place, case in enumerate(draft.cases):
            for limit in case.limits:
                for edge in limit.unstated:
                    takers = [
                        i
                        for i, other in enumerate(draft.cases)
                        if all(
                            x.includes(edge) is not False or (takes and edge in x.thresholds()) for x in other.limits
                        )
                    ]
                    decides = any(draft.cases[i].value != case.value for i in takers)
                    if takers and takers[0] == place and decides and edge not in reported:
                        reported.add(edge)
                        message = f"界限{number_text(fact, edge)}没有写明（含）或（不含），归先写的一档"
                        yield warning("band-edge-unstated", message, *limit.span, hint="在界限后写明（含）或（不含）")


def _measured(draft: ItemDraft) -> ItemDraft:
    """无结转得5分；结转率10%以内得3分，10%-20%得1分: the bands behind an award that words alone earn."""
    first = draft.cases[0] if len(draft.cases) > 2 else None
    return draft if first is None or first.limits else evolve(draft, cases=draft.cases[1:])
