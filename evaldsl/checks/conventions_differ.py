"""conventions-differ"""

from collections.abc import Iterator

from evaldsl.conventions import conventions_with
from evaldsl.diagnostics import Diagnostic, Place, warning
from evaldsl.interpreter.rubric import Conventions, Span
from evaldsl.rubric_file import Loaded
from evaldsl.rubric_lines import blocks

_SUBJECTS = ("part_step", "zero_denominator", "decimals")


def conventions_differ(loaded: Loaded) -> Iterator[Diagnostic]:
    """Two 约定 about one thing that say different things: the last one is followed."""
    known: dict[str, tuple[object, Span]] = {}
    for block in blocks(loaded.text):
        if block.keyword != "约定":
            continue
        said = conventions_with(Conventions(), block, [])
        for subject in _SUBJECTS:
            value = getattr(said, subject)
            if value is None or (subject == "decimals" and not said.decimals_stated):
                continue
            before, place = known.get(subject, (value, (block.start, block.end)))
            if before != value:
                message = f"约定“{block.text.strip()}”与前面的约定不同，按后写的算"
                others = (Place(place[0], place[1], "前面的约定"),)
                yield warning("conventions-differ", message, block.start, block.end, hint="只留一条", others=others)
            known[subject] = (value, (block.start, block.end))
