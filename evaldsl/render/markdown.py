"""Words and tables in Markdown: names come from users, and nothing in them is a mark, a link or HTML."""

import re
from collections.abc import Sequence

from evaldsl.render.widths import clean, one_line

_MARK = re.compile(
    r"[`*|]"
    r"|\\(?=[!-/:-@\[-`{-~])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|\[(?=[^\]]*\][(\[:])"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|~(?=~)"
)
_OPENING = re.compile(r"\A(\s*)(?=[#>]|[-+](?:\s|\Z)|---|===)")


def plain(words: str) -> str:
    """*words* as they are: what would be a mark has a backslash before it, nothing else."""
    return _OPENING.sub(r"\1\\", inner(words))


def inner(words: str) -> str:
    """The same within a line or a cell, where nothing can be a heading or a list."""
    return _MARK.sub(r"\\\g<0>", clean(words))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], aligns: Sequence[str]) -> str:
    """A table; a cell of several lines stays a cell."""
    from tabulate import tabulate  # type: ignore[import-untyped]

    cells = [[one_line(inner(cell).replace("\n", "<br>")) for cell in row] for row in rows]
    return str(tabulate(cells, headers=head, tablefmt="pipe", disable_numparse=True, colalign=aligns))


def items(lines: Sequence[str]) -> str:
    """A list of sentences."""
    return "\n".join(f"- {plain(one_line(line.strip()))}" for line in lines)
