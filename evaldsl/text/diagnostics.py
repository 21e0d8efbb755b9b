"""Diagnostics are values: a stable slug, a severity, a Chinese message, a place, a hint, other places."""

from enum import Enum

from evaldsl.interpreter.records import frozen


class Severity(Enum):
    """How grave a finding is; the value is what machine formats print."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@frozen
class Place:
    """Another place that matters, with what is to be seen there."""

    start: int
    end: int
    note: str


@frozen
class Diagnostic:
    """One finding. *start* and *end* are offsets, in characters, in the text that was read."""

    slug: str
    severity: Severity
    message: str
    start: int
    end: int
    hint: str = ""
    others: tuple[Place, ...] = ()

    @property
    def is_error(self) -> bool:
        """An error: the rules cannot be used as they stand."""
        return self.severity is Severity.ERROR


def error(slug: str, message: str, start: int, end: int, hint: str = "", others: tuple[Place, ...] = ()) -> Diagnostic:
    """A finding that stops the rules from being used."""
    return Diagnostic(slug, Severity.ERROR, message, start, end, hint, others)


def warning(
    slug: str, message: str, start: int, end: int, hint: str = "", others: tuple[Place, ...] = ()
) -> Diagnostic:
    """A fault of the rules; they can be used all the same."""
    return Diagnostic(slug, Severity.WARNING, message, start, end, hint, others)


def info(slug: str, message: str, start: int, end: int, hint: str = "", others: tuple[Place, ...] = ()) -> Diagnostic:
    """Something a reader should know; nothing need be changed."""
    return Diagnostic(slug, Severity.INFO, message, start, end, hint, others)


def unexpected(trouble: Exception) -> str:
    """A fault of the program in one line: its kind, and the innermost line of our own code, for who is to mend it."""
    place, step = "", trouble.__traceback__
    while step is not None:
        module = step.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] == __name__.partition(".")[0]:
            place = f"，在{module}第{step.tb_lineno}行"
        step = step.tb_next
    return f"程序出了意外（{type(trouble).__name__}{place}）"
