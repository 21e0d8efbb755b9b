"""The LALR table is built from the grammar once a user, not once a process.

Building takes some 0.2 s, more than scoring a unit. lark's own ``save`` and ``load`` write and read the table, a pickle,
which is why it is kept only where nobody else can write, under a name that carries the grammar's hash and the versions
of lark and Python.
"""

import hashlib
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

import lark

from evaldsl.cache import keep, kept
from evaldsl.syntax import regex_cache


def cached_parser(grammar: str, build: Callable[[], lark.Lark]) -> lark.Lark:
    """The parser of *grammar*: loaded when this user has built it before, else built and kept."""
    version = f"{lark.__version__}-{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(f"{version}\n{grammar}".encode()).hexdigest()
    name = f"grammar-{digest[:32]}.lark"
    table = kept(name)
    if table is not None:
        try:
            return _with_kept_regexes(lark.Lark.load(BytesIO(table)))
        except Exception:
            pass  # a table that cannot be read is built anew
    built = build()
    table_of = BytesIO()
    built.save(table_of)
    keep(name, table_of.getvalue(), most=4)
    return built


def _with_kept_regexes(parser: lark.Lark) -> lark.Lark:
    """*parser*, the lexers of which, one a state, take their expressions from the cache when they are first used."""
    contextual: Any = parser.parser.lexer
    for lexer in (contextual.root_lexer, *contextual.lexers.values()):
        lexer.re = regex_cache
    return parser
