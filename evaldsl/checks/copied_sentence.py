"""copied-sentence"""

from collections.abc import Iterator

from evaldsl.checks.siblings import are_parts_of_one, bare, pairs_alike, scoring_text
from evaldsl.elaboration.cell_to_indicator import Reading
from evaldsl.interpreter.rubric import Indicator, Span
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, Place, warning

_SHORTEST = 6


def copied_sentence(loaded: Loaded) -> Iterator[Diagnostic]:
    """An explanation or a scoring text that stands, word for word, beside another indicator too."""
    rubric = loaded.rubric
    assert rubric is not None
    for one, other in pairs_alike(loaded.readings, scoring_text):
        first, second = one.indicator, other.indicator
        assert first is not None and second is not None
        text = scoring_text(one)
        if not are_parts_of_one(first, second) and _has_subject(one, text):
            parts = other.cell.parts
            yield _finding("评分文字", first, second, other.span(parts[0].start, parts[-1].end), text)
    for before, after in pairs_alike(rubric.indicators, lambda indicator: bare(indicator.explanation)):
        text = bare(before.explanation)
        if len(text) >= _SHORTEST and not are_parts_of_one(before, after):
            yield _finding("解释", before, after, after.span, text)


def _finding(what: str, first: Indicator, second: Indicator, span: Span, text: str) -> Diagnostic:
    subject = _subject(first, second, text)
    said = f"，说的是“{subject.name}”的事" if subject is not None else ""
    message = f"“{second.name}”的{what}与“{first.name}”的一字不差{said}"
    hint = "多半是从另一个指标照抄来没有改"
    return warning("copied-sentence", message, *span, hint=hint, others=(Place(*first.span, "另一个指标"),))


def _subject(first: Indicator, second: Indicator, text: str) -> Indicator | None:
    """The one of the two that *text* speaks of, when it does not speak of the other."""
    one, other = bare(first.name), bare(second.name)
    shared = 0
    while shared < min(len(one), len(other)) - 1 and one[-shared - 1] == other[-shared - 1]:
        shared += 1
    here, there = (name[: len(name) - shared] in text for name in (one, other))
    return None if here == there else first if here else second


def _has_subject(reading: Reading, text: str) -> bool:
    """Whether the text itself says what it is about: 按要求完成得5分 does not, and fits every indicator."""
    assert reading.indicator is not None
    own = bare(reading.indicator.name)
    said = [name for name in (*(fact.name for fact in reading.indicator.facts), *reading.rates) if bare(name) in text]
    return any(len(bare(name)) >= _SHORTEST or bare(name) == own for name in said)
