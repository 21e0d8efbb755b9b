"""The whole way on one page: text → rubric → checks; facts → scorecard. No I/O here."""

from attrs import frozen

from evaldsl.cell_to_indicator import Reading
from evaldsl.diagnostics import Diagnostic
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.rubric_to_scores import Scorer


@frozen
class Loaded:
    """A rule file read: *rubric* is None when it has errors. *readings* are its scoring cells, in order."""

    name: str
    text: str
    rubric: Rubric | None
    readings: tuple[Reading, ...]
    diagnostics: tuple[Diagnostic, ...]


def load(text: str, name: str) -> Loaded:
    """Reads a rule file. Raises nothing for a user's mistake: diagnostics say what is wrong."""
    raise NotImplementedError


def check(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Every finding about a rule file, those of loading included, in the order of the text."""
    raise NotImplementedError


def prepare(loaded: Loaded) -> Scorer:
    """A loaded rubric made ready for scoring."""
    raise NotImplementedError
