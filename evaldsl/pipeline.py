"""The whole way on one page: text → rubric → checks; facts → scorecard. No I/O here."""

from typing import TYPE_CHECKING

from attrs import evolve

from evaldsl.interpreter.rubric_to_scores import Scorer, bounds_of, scorer
from evaldsl.rubric_files.format import format_rubric, reworded
from evaldsl.rubric_files.rubric_file import Loaded, RubricReader
from evaldsl.rubric_files.suppressions import Checked, suppress
from evaldsl.text.diagnostics import Diagnostic, error

if TYPE_CHECKING:
    from evaldsl.examples.example_runs import ExampleResult


__all__ = ["Checked", "Loaded", "check", "examine", "format_text", "load", "prepare", "reword", "run_examples"]

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
    """The findings about a rule file, those of loading included, in the order of the text.

    What the file itself says not to report is left out; ``examine`` gives that too.
    """
    return examine(loaded).findings


def examine(loaded: Loaded) -> Checked:
    """The findings about a rule file, and those that it says not to report."""
    from evaldsl.checks import check_reading, check_rubric  # scoring needs none of them

    found, complete = list(loaded.diagnostics), loaded.rubric is not None
    loaded = evolve(loaded, rubric=loaded.apart_from_examples)
    if loaded.rubric is not None:
        ready = scorer(loaded.rubric)
        for reading in loaded.readings:
            assert reading.indicator is not None
            found += check_reading(reading, bounds_of(ready, reading.indicator.name))
        found += check_rubric(loaded)
    ordered = sorted(dict.fromkeys(found), key=lambda d: (d.start, d.end))
    return suppress(loaded.text, ordered, complete=complete)


def prepare(loaded: Loaded) -> Scorer:
    """A loaded rubric made ready for scoring."""
    assert loaded.rubric is not None
    return scorer(loaded.rubric)


def format_text(text: str, name: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The canonical form of a rule file; with errors the text comes back as it is."""
    loaded = load(text, name)
    errors = tuple(d for d in loaded.diagnostics if d.is_error)
    return (text, errors) if errors else (format_rubric(text), ())


def reword(loaded: Loaded) -> str:
    """The text of a rule file with its wording made canonical wherever that changes neither meaning nor findings."""
    if loaded.rubric is None:
        return loaded.text
    found = sorted(one.slug for one in check(loaded))

    def means_the_same(text: str) -> bool:
        again = load(text, loaded.name)
        return again.rubric == loaded.rubric and sorted(one.slug for one in check(again)) == found

    return reworded(loaded.text, means_the_same)


def run_examples(loaded: Loaded) -> list["ExampleResult"]:
    """Runs the examples of a loaded rubric."""
    from evaldsl.examples.example_runs import run_examples as run

    return run(prepare(loaded))
