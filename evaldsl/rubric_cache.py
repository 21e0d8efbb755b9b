"""A rule file that was read without errors is kept with what it means, so that the next process need not read it.

What is kept is JSON: the text that was read, the program that read it, the rubric. All of the text and of the program's
mark are compared before the rubric is used, so nothing stale is ever scored by.
"""

import json
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import attrs

from evaldsl.cache import cache_folder, keep, kept
from evaldsl.data_folders import GRAMMAR, data_folder
from evaldsl.interpreter import expressions, rubric
from evaldsl.interpreter.rubric import Kind, Rubric

MOST_KEPT, LONGEST_KEPT = 40, 500_000
_CLASSES = {
    name: thing
    for module in (expressions, rubric)
    for name, thing in vars(module).items()
    if isinstance(thing, type) and attrs.has(thing)
}


def cached_rubric(text: str, name: str, read: Callable[[], Rubric]) -> Rubric:
    """The rubric of the file *name* with the text *text*: as it was read before, else as *read* reads it now."""
    if cache_folder() is None or len(text) > LONGEST_KEPT:
        return read()
    mark = [name, _program(), text]
    place = f"rubric-{zlib.crc32(json.dumps(mark[::2]).encode()):08x}.json"
    try:
        *before, known = json.loads(kept(place) or b"[[]]")
        if before == mark:
            found = _value(known)
            assert isinstance(found, Rubric)
            return found
    except Exception:
        pass  # what cannot be read is read anew
    found = read()
    keep(place, json.dumps([*mark, _plain(found)], ensure_ascii=False).encode("utf-8", "surrogatepass"), MOST_KEPT)
    return found


def _program() -> list[list[object]]:
    """A mark of the program that changes whenever a file of it does, and with lark and Python."""
    return [list(sys.version_info[:3]), *([path, info.st_size, info.st_mtime_ns] for path, info in _sources())]


def _sources() -> Iterator[tuple[str, os.stat_result]]:
    reader = find_spec("lark")
    assert reader is not None and reader.origin is not None
    yield reader.origin, os.stat(reader.origin)
    for top in (Path(__file__).parent, Path(rubric.__file__).parent, data_folder(GRAMMAR)):
        for folder, folders, names in os.walk(str(top)):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            for path in (os.path.join(folder, one) for one in sorted(names)):
                yield path, os.stat(path)


# ---- a rubric as JSON: a list is a name and what it is made of


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction():
            return ["/", value.numerator, value.denominator]
        case tuple():
            return ["()", *map(_plain, value)]
        case Kind():
            return ["Kind", value.name]
        case _:
            kind = type(value)
            assert attrs.has(kind)
            return [kind.__name__, *(_plain(getattr(value, one.name)) for one in attrs.fields(kind))]


def _value(plain: object) -> object:
    if not isinstance(plain, list):
        return plain
    name, *parts = plain
    if name == "/":
        return Fraction(*parts)
    if name == "Kind":
        return Kind[parts[0]]
    values = map(_value, parts)
    return tuple(values) if name == "()" else _CLASSES[name](*values)
