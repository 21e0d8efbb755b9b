"""The whole way on one page: text → rubric → checks; facts → scorecard. No I/O here."""

from typing import TYPE_CHECKING

from evaldsl.checks import check_reading, check_rubric
from evaldsl.diagnostics import Diagnostic, error
from evaldsl.format import format_rubric
from evaldsl.interpreter.rubric_to_scores import Scorer, bounds_of, scorer
from evaldsl.rubric_file import Loaded, RubricReader

if TYPE_CHECKING:
    from evaldsl.examples import ExampleResult


__all__ = ["Loaded", "check", "format_text", "load", "prepare", "run_examples"]

LONGEST_FILE = 5_000_000


def load(text: str, name: str) -> Loaded:
    """Reads a rule file. Raises nothing for a user's mistake: diagnostics say what is wrong."""
    if len(text) > LONGEST_FILE:
        message = f"文件有{len(text)}个字，超过{LONGEST_FILE}个字，不读"
        return Loaded(name, text, None, (), (), (), {}, (error("text-too-long", message, 0, 0),))
    reader = RubricReader(text)
    reader.read()
    return reader.loaded(name)


def check(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Every finding about a rule file, those of loading included, in the order of the text."""
    found = list(loaded.diagnostics)
    if loaded.rubric is not None:
        ready = scorer(loaded.rubric)
        for reading in loaded.readings:
            assert reading.indicator is not None
            found += check_reading(reading, bounds_of(ready, reading.indicator.name))
        found += check_rubric(loaded)
    return tuple(sorted(dict.fromkeys(found), key=lambda d: (d.start, d.end)))


def prepare(loaded: Loaded) -> Scorer:
    """A loaded rubric made ready for scoring."""
    assert loaded.rubric is not None
    return scorer(loaded.rubric)


def format_text(text: str, name: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The canonical form of a rule file; with errors the text comes back as it is."""
    loaded = load(text, name)
    errors = tuple(d for d in loaded.diagnostics if d.is_error)
    return (text, errors) if errors else (format_rubric(text), ())


def run_examples(loaded: Loaded) -> list["ExampleResult"]:
    """Runs the examples of a loaded rubric."""
    from evaldsl.examples import run_examples as run

    return run(prepare(loaded))
