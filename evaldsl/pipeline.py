"""The whole way on one page: text → rubric → checks; facts → scorecard. No I/O here."""

from attrs import frozen

from evaldsl.cell_to_indicator import Reading
from evaldsl.checks import check_reading, check_rubric
from evaldsl.diagnostics import Diagnostic
from evaldsl.format import format_rubric
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import Scorer, bounds_of, scorer
from evaldsl.rubric_file import RubricReader, Section


@frozen
class Loaded:
    """A rule file read: *rubric* is None when it has errors. *readings* are its scoring cells, in order."""

    name: str
    text: str
    rubric: Rubric | None
    readings: tuple[Reading, ...]
    sections: tuple[Section, ...]
    members: tuple[int | None, ...]
    diagnostics: tuple[Diagnostic, ...]


LONGEST_FILE = 5_000_000


def load(text: str, name: str) -> Loaded:
    """Reads a rule file. Raises nothing for a user's mistake: diagnostics say what is wrong."""
    reader = RubricReader(text)
    reader.read()
    rubric = reader.rubric(name)
    found = tuple(sorted(reader.found, key=lambda d: d.start))
    return Loaded(name, text, rubric, tuple(reader.readings), tuple(reader.sections), tuple(reader.members), found)


def check(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Every finding about a rule file, those of loading included, in the order of the text."""
    found = list(loaded.diagnostics)
    if loaded.rubric is not None:
        ready = scorer(loaded.rubric)
        for reading in loaded.readings:
            assert reading.indicator is not None
            found += check_reading(reading, bounds_of(ready, reading.indicator.name))
        found += check_rubric(loaded)
    return tuple(sorted(found, key=lambda d: (d.start, d.end)))


def prepare(loaded: Loaded) -> Scorer:
    """A loaded rubric made ready for scoring."""
    assert loaded.rubric is not None
    return scorer(loaded.rubric)


def format_text(text: str, name: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The canonical form of a rule file; with errors the text comes back as it is."""
    loaded = load(text, name)
    errors = tuple(d for d in loaded.diagnostics if d.is_error)
    return (text, errors) if errors else (format_rubric(text), ())
