"""weights-do-not-sum"""

from collections.abc import Iterator
from fractions import Fraction

from evaldsl.interpreter.values import NOTHING, shown
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, warning


def weights_do_not_sum(loaded: Loaded) -> Iterator[Diagnostic]:
    """The points of the parts do not add up to those of the whole: 二级 to 一级, 指标 to both, all to 总分."""
    rubric = loaded.rubric
    assert rubric is not None
    for place, section in enumerate(loaded.sections):
        own = [
            indicator.full
            for indicator, member in zip(rubric.indicators, loaded.members, strict=True)
            if member is not None and (member == place or loaded.sections[member].parent == place)
        ]
        if section.points is None or not own:
            continue
        total = sum(own, NOTHING)
        if total != section.points:
            message = f"“{section.name}”写{shown(section.points, 6)}分，所属指标合计{_apart(total, section.points)}"
            yield warning("weights-do-not-sum", message, *section.span, hint="核对这一级的分值与所属各指标的分值")
    total = sum((indicator.full for indicator in rubric.indicators), NOTHING)
    if total != rubric.full:
        message = f"总分写{shown(rubric.full, 6)}分，各指标合计{_apart(total, rubric.full)}"
        yield warning("weights-do-not-sum", message, *loaded.place("总分", "规则集"), hint="核对总分与各指标的分值")


def _apart(total: Fraction, wanted: Fraction) -> str:
    word = "多" if total > wanted else "少"
    return f"{shown(total, 6)}分，{word}{shown(abs(total - wanted), 6)}分"
