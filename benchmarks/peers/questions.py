"""What is asked of an engine: decision tables and formulas with a fault, their clean twins, and values to try them at."""

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
Value = float | str


@dataclass(frozen=True)
class Row:
    """A test in FEEL (``>= 90``, ``[70..80)``, ``-``, or a word) and the points."""

    test: str
    points: float

    def bounds(self) -> tuple[str, str, str, str] | None:
        """``[70..80)`` as ("70", "<=", "<", "80"); None when it is no range."""
        match = re.fullmatch(r"([\[(])([\d.]+?)\.\.([\d.]+?)([\])])", self.test)
        if match is None:
            return None
        return match[2], "<=" if match[1] == "[" else "<", "<=" if match[4] == "]" else "<", match[3]


@dataclass(frozen=True)
class Table:
    """A decision table on the input x; *first*: the first row that fits counts, else exactly one should fit."""

    rows: tuple[Row, ...]
    first: bool
    words: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Model:
    """Numbers that are typed in and names with their formulas; *units* are values to try."""

    inputs: tuple[str, ...]
    formulas: tuple[tuple[str, str], ...]
    units: tuple[dict[str, float], ...]


@dataclass(frozen=True)
class Question:
    """A planted fault and its clean twin, under the id of the fault."""

    case: str
    faulty: Table | Model
    clean: Table | Model


def questions() -> Iterator[Question]:
    """Every fault that a decision table or a formula can have."""
    for case, one in tomllib.loads((HERE / "tables.toml").read_text(encoding="utf-8")).items():
        yield Question(case, *(_table(one, side) for side in ("faulty", "clean")))
    for case, one in tomllib.loads((HERE / "formulas.toml").read_text(encoding="utf-8")).items():
        yield Question(case, *(_model(one, side) for side in ("faulty", "clean")))


def _table(one: dict, side: str) -> Table:
    rows = tuple(Row(test, points) for test, points in one[side])
    words = tuple(one.get("words", ()))
    return Table(rows, one.get("policy") == "first", words, words or _numbers(one))


def _numbers(one: dict) -> tuple[float, ...]:
    """Every number that either twin names, the middle between each two, and beyond; whole numbers when *whole*."""
    low, high = one.get("range", (float("-inf"), float("inf")))
    if one.get("whole"):
        return tuple(float(number) for number in range(low, high + 1))
    texts = [text for side in ("faulty", "clean") for text, _ in one[side]]
    named = sorted(
        {float(number) for text in texts for number in re.findall(r"\d+(?:\.\d+)?", text.replace("..", " "))}
    )
    between = [(left + right) / 2 for left, right in itertools.pairwise(named)]
    tried = sorted([named[0] - 1, *named, *between, named[-1] + 1])
    return tuple(number for number in tried if low <= number <= high)


def _model(one: dict, side: str) -> Model:
    inputs = tuple(one[side]["inputs"])
    names = list(dict.fromkeys(inputs))
    numbers = (1.0, 50.0, 120.0) if one.get("not_zero") else (0.0, 1.0, 50.0, 120.0)
    units = tuple(dict(zip(names, values, strict=True)) for values in itertools.product(numbers, repeat=len(names)))
    return Model(inputs, tuple((name, text) for name, text in one[side]["formulas"]), units)
