"""redundant-band"""

from collections.abc import Iterator

from evaldsl.checks.bands import is_ladder
from evaldsl.clauses.drafts import CaseDraft, ItemDraft
from evaldsl.clauses.grade_words import is_appraisal
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.expressions import Arithmetic, Is
from evaldsl.interpreter.rubric import Steps
from evaldsl.interpreter.values import Interval, shown
from evaldsl.text.diagnostics import Diagnostic, Place, warning


def redundant_band(reading: Reading, _: Interval) -> Iterator[Diagnostic]:
    """Two neighbouring bands with one and the same award."""
    for draft in reading.drafts:
        if not is_ladder(draft) and not _is_graded(draft):
            continue
        steps = [effect for effect in draft.effects if isinstance(effect, Steps)]
        for first, second in zip(draft.cases, draft.cases[1:], strict=False):
            starts = any(e.base in limit.thresholds() for e in steps for limit in second.limits)
            decided = isinstance(first.points, Arithmetic) or isinstance(second.points, Arithmetic)
            apart = first.value == 0 and _are_apart(first, second)
            if first.value is not None and first.value == second.value and not (starts or decided or apart):
                message = f"相邻两档都得{shown(first.value, 6)}分，分档没有作用"
                yield warning(
                    "redundant-band",
                    message,
                    *second.span,
                    hint="合并两档，或核对其中一档的分数",
                    others=(Place(*first.span, "前一档"),),
                )


def _are_apart(first: CaseDraft, second: CaseDraft) -> bool:
    """为“差”的不得分，未开展评价的不得分: words of which not both say how good a thing is, each of which has to be told."""
    words = [one.word for case in (first, second) for one in case.others if isinstance(one, Is)]
    return len(words) == 2 and not is_appraisal(words)


def _is_graded(draft: ItemDraft) -> bool:
    """Bands that are words of one choice."""
    words = [case.others[0] for case in draft.cases if len(case.others) == 1 and not case.limits]
    keys = {word.key for word in words if isinstance(word, Is)}
    return len(keys) == 1 and len(words) == len(draft.cases) and all(isinstance(word, Is) for word in words)
