"""What was read is kept, rules and facts, findings and scores, so that the next process need not read what has not changed.

What is kept is JSON: the texts that were read, the program that read them, the result. All of the texts and of the program's
mark are compared before the result is used, so nothing stale is ever scored by or reported.
"""

import json
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from enum import Enum, EnumType
from fractions import Fraction
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

import evaldsl
from evaldsl.cache import cache_folder, keep, kept
from evaldsl.data_folders import FINDINGS, GRAMMAR, data_folder

if TYPE_CHECKING:
    from evaldsl.facts.unit_facts import UnitFacts
    from evaldsl.interpreter.rubric import Rubric
    from evaldsl.interpreter.scores import Scorecard
    from evaldsl.overlays.layers import Examined, Layer
    from evaldsl.rubric_files.suppressions import Checked
    from evaldsl.text.diagnostics import Diagnostic

MOST_KEPT, LONGEST_KEPT = 40, 500_000
_MODULES = {
    "rubric": ("evaldsl.interpreter.expressions", "evaldsl.interpreter.rubric"),
    "facts": ("evaldsl.text.diagnostics", "evaldsl.facts.unit_facts"),
    "score": ("evaldsl.interpreter.scores",),
    "check": ("evaldsl.text.diagnostics", "evaldsl.rubric_files.suppressions"),
    "merged": ("evaldsl.interpreter.expressions", "evaldsl.interpreter.rubric", "evaldsl.overlays.layers"),
    "examined": ("evaldsl.text.diagnostics", "evaldsl.rubric_files.suppressions", "evaldsl.overlays.layers"),
}
"""Where the classes are that a kept result is made of."""

_Result = TypeVar("_Result")


def later_rubric(text: str, name: str, read: "Callable[[], Rubric]") -> "Callable[[], Rubric]":
    """The rubric of the file *name* with the text *text*, as it was read before, made only when it is asked for.

    What was not kept is read now, by *read*.
    """
    return _later("rubric", [name, text], read)


def cached_check(text: str, name: str, check: "Callable[[], Checked]") -> "Checked":
    """What was found in the file *name* with the text *text*: as it was found before, else as *check* finds it now."""
    return _cached("check", [name, text], check)


def cached_merged(texts: list[str], read: "Callable[[], tuple[Rubric, Layer]]") -> "tuple[Rubric, Layer]":
    """The rubric of an overlay and its merged text; *texts* are the names and texts of all files of its chain."""
    return _cached("merged", texts, read)


def cached_examined(texts: list[str], check: "Callable[[], Examined]") -> "Examined":
    """What was found in an overlay; *texts* are the names and texts of all files of its chain."""
    return _cached("examined", texts, check)


def cached_facts(
    text: str, name: str, rules: tuple[str, str], read: "Callable[[], tuple[UnitFacts, tuple[Diagnostic, ...]]]"
) -> "tuple[UnitFacts, tuple[Diagnostic, ...]]":
    """What the facts file *name* with the text *text* says under *rules* (name and text), and what is wrong with it."""
    return _cached("facts", [name, text, *rules], read)


def cached_scorecard(rules: tuple[str, str], known: "UnitFacts", score: "Callable[[], Scorecard]") -> "Scorecard":
    """What a unit gets by what is *known* under *rules* (name and text): as it was scored before, else as *score* does now."""
    return _cached("score", [*rules, known.unit, json.dumps(_plain(known.values), ensure_ascii=False)], score)


def _cached(what: str, texts: list[str], make: Callable[[], _Result]) -> _Result:
    return _later(what, texts, make)()


def _later(what: str, texts: list[str], make: Callable[[], _Result]) -> Callable[[], _Result]:
    if cache_folder() is None or sum(map(len, texts)) > LONGEST_KEPT:
        made = make()
        return lambda: made
    mark = [_program(), texts]
    place = f"{what}-{zlib.crc32(json.dumps(texts).encode()):08x}.json"
    try:
        *before, known = json.loads(kept(place) or b"[[]]")
        if before == mark:
            return lambda: _built(what, known, make)
    except Exception:
        pass  # what cannot be read is read anew
    found = make()
    keep(place, json.dumps([*mark, _plain(found)], ensure_ascii=False).encode("utf-8", "surrogatepass"), MOST_KEPT)
    return lambda: found


def _built(what: str, nodes: list[list[Any]], make: Callable[[], _Result]) -> _Result:
    try:
        found: _Result = _value(nodes, _makers(what))
    except Exception:  # what cannot be read is read anew
        return make()
    return found


@cache
def _program() -> list[list[object]]:
    """A mark of the program that changes whenever a file of it does, and with lark and Python."""
    return [list(sys.version_info[:3]), *([path, info.st_size, info.st_mtime_ns] for path, info in _sources())]


def _sources() -> Iterator[tuple[str, os.stat_result]]:
    reader = find_spec("lark")
    assert reader is not None and reader.origin is not None
    yield reader.origin, os.stat(reader.origin)
    interpreter = Path(evaldsl.__path__[-1], "interpreter")
    for top in (Path(evaldsl.__path__[0]), interpreter, data_folder(GRAMMAR), data_folder(FINDINGS)):
        for folder, folders, names in os.walk(str(top)):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            for path in (os.path.join(folder, one) for one in sorted(names)):
                yield path, os.stat(path)


# ---- a result as JSON: a list of nodes, each a name and its parts; a part that is itself a node is [its place]


def _plain(result: object) -> list[list[object]]:
    """The nodes of *result*, each after those it is made of, so that *result* is the last; what is alike stands once."""
    nodes: list[list[object]] = []
    places: dict[str, int] = {}

    def part(value: object) -> object:
        if value is None or isinstance(value, bool | int | str):
            return value
        node = taken_apart(value)
        alike = json.dumps(node) if not isinstance(value, dict) else f"dict {len(nodes)}"  # a dict can change
        if alike not in places:
            places[alike] = len(nodes)
            nodes.append(node)
        return [places[alike]]

    def taken_apart(value: object) -> list[object]:
        match value:
            case Fraction():
                return ["/", value.numerator, value.denominator]
            case float():  # the two ends that are none
                return ["inf", str(value)]
            case tuple():
                return ["()", *map(part, value)]
            case dict():
                return ["{}", *map(part, value.items())]
            case Enum():
                return [_name(type(value)), value.name]
            case _:
                kind = type(value)
                assert attrs.has(kind)
                return [_name(kind), *(part(getattr(value, one.name)) for one in attrs.fields(kind))]

    part(result)
    return nodes


def _name(kind: type) -> str:
    """A class by its module and its name: rubric.Change is not layers.Change."""
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


@cache
def _makers(what: str) -> dict[str, Callable[..., Any]]:
    makers: dict[str, Callable[..., Any]] = {
        "/": Fraction,
        "inf": float,
        "()": lambda *parts: parts,
        "{}": lambda *pairs: dict(pairs),
    }
    for thing in (thing for name in _MODULES[what] for thing in vars(import_module(name)).values()):
        if isinstance(thing, EnumType):
            makers[_name(thing)] = thing.__getitem__
        elif isinstance(thing, type) and attrs.has(thing):
            makers[_name(thing)] = thing
    return makers


def _value(nodes: list[list[Any]], makers: dict[str, Callable[..., Any]]) -> Any:
    values: list[Any] = []
    for name, *parts in nodes:
        values.append(makers[name](*[values[one[0]] if isinstance(one, list) else one for one in parts]))
    return values[-1]
