"""The scorecard as an HTML page, which browsers print and which Word, WPS and Excel open."""

from collections.abc import Sequence

from evaldsl.facts.published import Compared
from evaldsl.interpreter.scores import Scorecard
from evaldsl.render.html import page, safe, table
from evaldsl.render.scorecard import MISSING_HEAD, comparison_lines, foot, main_aligns, main_head
from evaldsl.render.scorecard_files import main_rows, missing_rows, unit_words
from evaldsl.render.sections import section_depth
from evaldsl.render.stamp import Stamp
from evaldsl.render.widths import one_line

_LONGEST = 10_000
"""Columns of a line that the page breaks itself."""


def html(card: Scorecard, stamp: Stamp, year: str = "", compared: Sequence[Compared] | None = None) -> str:
    """The whole page: the table as on the screen, the total and the grade, what to ask for, what was published."""
    depth, beside = section_depth(score.path for score in card.indicators), compared is not None
    numbers = frozenset(place for place, how in enumerate(main_aligns(depth, beside)) if how == "right")
    unit = unit_words(card, year)
    body = [f"<p>{safe(unit)}</p>"] if unit else []
    body.append(table(main_head(depth, beside), main_rows(card, compared), numbers))
    body += [f"<p>{safe(line.strip())}</p>" for line in foot(card)]
    if card.missing:
        body += ["<h2>最值得补的数据</h2>", table(MISSING_HEAD, missing_rows(card), frozenset({3}))]
    if compared is not None:
        body.append("<h2>与公布得分的比较</h2>")
        body += [_line(line) for line in comparison_lines(compared, _LONGEST)]
    return page(one_line(card.rubric), body, [*stamp.lines(), f"evaldsl {stamp.version}"])


def _line(words: str) -> str:
    inner = words.startswith("  ")
    return f'<p class="inner">{safe(words.strip())}</p>' if inner else f"<p>{safe(words)}</p>"
