"""Cells to exact columns: an Arrow array and the column it belongs to become numbers, judgements or words.

What can be told quickly for a whole array is; every other cell is read by ``Column.read``, which alone decides what is
allowed. No number passes through a rounded float.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import define, field, frozen

from evaldsl.batch.blocks import Dates, Int64s, Judgements, Numbers, Truths, Words
from evaldsl.batch.columns import Column
from evaldsl.batch.plain_types import is_text
from evaldsl.batch.room import room
from evaldsl.facts.fact_values import Value, trouble
from evaldsl.interpreter.bounds import domain
from evaldsl.interpreter.rubric import Kind
from evaldsl.text.diagnostics import Diagnostic

_MOST_REMEMBERED = 20_000
_WHOLE_DIGITS, _PART_DIGITS = 12, 6
_MOST_DECIMALS = 12
_SAFE = 2**62
_FIFTEEN_DIGITS = 1e15
_DAY_ONE = 719_163
"""What Python calls 1 January 1970, the first day of Arrow."""


@frozen
class Cells:
    """A column of a block, its cells that cannot be read, and those whose numbers no block holds, by row.

    The cells of *bad* and *odd* are missing in *values*; *odd* are numbers of very many digits. *texts* are the cells that
    may say their unit themselves, where the rules name none. *dates* are those by which judgements were answered.
    """

    values: Numbers | Judgements | Words
    bad: Mapping[int, Diagnostic]
    odd: Mapping[int, Fraction] = field(factory=dict)
    texts: Mapping[int, str] = field(factory=dict)
    dates: Dates | None = None


@define
class CellReader:
    """Reads the arrays of one column, one after the other; *digits* never fall, so that blocks are alike."""

    column: Column
    digits: int = 0
    known: dict[str, Value | Diagnostic | None] = field(factory=dict)

    def read(self, array: pa.Array) -> Cells:
        """The cells of *array*, whose type ``type_problem`` found nothing wrong with."""
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        if pa.types.is_null(array.type):
            array = array.cast(pa.string())
        match self.column.fact.kind:
            case Kind.JUDGEMENT:
                return self._judgements(array)
            case Kind.CHOICE:
                return self._words(array)
            case _:
                return self._numbers(array)

    def said(self, text: str) -> Value | Diagnostic | None:
        """What a text says, remembered."""
        if text not in self.known:
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            self.known[text] = self.column.read(text)
        return self.known[text]

    # ---- judgements and words

    def _judgements(self, array: pa.Array) -> Cells:
        if pa.types.is_boolean(array.type):
            return Cells(
                Judgements(_truths(array.fill_null(False) if array.null_count else array), _missing(array)), {}
            )
        codes, missing, bad, texts, places = self._codes(array, lambda value: int(value is True))
        return Cells(Judgements(codes.astype(np.bool_), missing), bad, dates=Dates.of(texts, places))

    def _words(self, array: pa.Array) -> Cells:
        places = {word: place for place, word in enumerate(self.column.fact.choices)}
        codes, missing, bad, *_ = self._codes(array, lambda value: places[str(value)])
        return Cells(Words(codes, missing), bad)

    def _codes(
        self, array: pa.Array, code_of: Callable[[Value], int]
    ) -> tuple[Int64s, Truths | None, dict[int, Diagnostic], list[str], Int64s]:
        """A number for every cell, each different text read once; those that say something, and which each row has."""
        encoded = array if pa.types.is_dictionary(array.type) else _text(array).dictionary_encode()
        texts = [text or "" for text in encoded.dictionary.cast(pa.string()).to_pylist()]
        said = [self.said(text) for text in texts]
        codes = [0 if value is None or isinstance(value, Diagnostic) else code_of(value) for value in said]
        lost = [value is None or isinstance(value, Diagnostic) for value in said]
        places = np.asarray(encoded.indices.cast(pa.int64()).fill_null(len(said)))
        missing = np.array([*lost, True], np.bool_)[places]
        bad = {
            int(row): value
            for place, value in enumerate(said)
            if isinstance(value, Diagnostic)
            for row in np.flatnonzero(places == place)
        }
        lacking = missing if missing.any() else None
        texts = ["" if gone else text for text, gone in zip(texts, lost, strict=True)]
        return np.array([*codes, 0], np.int64)[places], lacking, bad, texts, places

    # ---- numbers

    def _numbers(self, array: pa.Array) -> Cells:
        return self._complete(array) or self._any_numbers(array)

    def _complete(self, array: pa.Array) -> Cells | None:
        """The cells of whole numbers or decimals of which each is there and one that the fact can be; None for any others."""
        whole, digits = _given(array)
        scale = self.column.scale
        if whole is None or scale is None or _decimals(scale) < 0:
            return None
        scaled, places = _whole_scale(scale)
        digits += places
        by = scaled * 10 ** max(self.digits - digits, 0)
        low, high = int(whole.min()), int(whole.max())
        if max(high, -low) > _SAFE // by or not self._allows(low * scaled, high * scaled, digits):
            return None
        self.digits = max(self.digits, digits)
        if by > 1:
            whole *= by
        return Cells(Numbers(whole, self.digits), {})

    def _allows(self, low: int, high: int, digits: int) -> bool:
        """Whether the fact can be every number from one to another."""
        fact, one = self.column.fact, 10**digits
        if fact.kind is Kind.COUNT and digits:
            return False
        pieces = (piece for piece in domain(fact) if isinstance(piece, tuple))
        return any(least * one <= low and high <= most * one for least, most in pieces)

    def _any_numbers(self, array: pa.Array) -> Cells:
        missing = _truths(array.is_null())
        whole, digits, sure = self._quick(array)
        sure &= ~missing
        scale = self.column.scale or Fraction(1, 100 if self.column.fact.kind is Kind.RATIO else 1)
        if _decimals(scale) < 0:  # a third of an hour has no decimals: each cell is read by itself
            sure[:] = False
        scaled, places = _whole_scale(scale)
        whole, sure = _times(whole, scaled, sure)
        digits += places
        sure &= self._allowed(whole, digits)
        rows = np.flatnonzero(~sure & ~missing)
        texts = dict(zip(rows.tolist(), _texts(array, rows), strict=True))
        values, bad = self._slow(texts)
        missing[rows] = True
        self.digits = max(self.digits, digits, *(min(_decimals(one), _MOST_DECIMALS) for one in values.values()), 0)
        whole, fits = _times(whole, 10 ** (self.digits - digits), sure)
        for row in np.flatnonzero(sure & ~fits).tolist():  # too large with so many decimals
            values[row] = Fraction(int(whole[row]), 10**digits)
            missing[row] = True
        whole[~fits] = 0
        odd: dict[int, Fraction] = {}
        for row, value in values.items():
            exact = value * 10**self.digits
            if exact.denominator == 1 and abs(exact) < _SAFE:
                whole[row], missing[row] = exact.numerator, False
            else:
                odd[row] = value
        said = {row: texts[row] for row in values if row in texts} if self.column.is_unitless else {}
        return Cells(Numbers(whole, self.digits, missing if missing.any() else None), bad, odd, said)

    def _quick(self, array: pa.Array) -> tuple[Int64s, int, Truths]:
        """Whole numbers with so many decimals, in the unit of the header, and for which rows that is certain."""
        kind, known = array.type, self.column.scale is not None
        if pa.types.is_integer(kind):
            whole, sure = _integers(array)
            return whole, 0, sure & known
        if pa.types.is_decimal(kind) and kind.scale <= _MOST_DECIMALS:
            whole, sure = _decimals_of(array)
            return whole, kind.scale, sure & known
        if pa.types.is_floating(kind):
            whole, digits, sure = _shortest(np.asarray(array.cast(pa.float64()).fill_null(0.0)))
            return whole, digits, sure & known
        if pa.types.is_date(kind):
            days = np.asarray(array.cast(pa.date32()).cast(pa.int32()).fill_null(0)).astype(np.int64)
            return days + _DAY_ONE, 0, np.ones(len(array), np.bool_)
        if is_text(kind) or pa.types.is_dictionary(kind):
            return self._plain(_text(array))
        return np.zeros(len(array), np.int64), 0, np.zeros(len(array), np.bool_)

    def _plain(self, array: pa.Array) -> tuple[Int64s, int, Truths]:
        """Texts that are plain decimals, followed by % where that is the unit."""
        percent = self.column.fact.kind is Kind.RATIO and self.column.scale in (None, Fraction(1, 100))
        end = "" if not percent else "%" if self.column.scale is None else "%?"
        pattern = rf"^-?[0-9]{{1,{_WHOLE_DIGITS}}}(\.[0-9]{{1,{_PART_DIGITS}}})?{end}$"
        plain = pc.match_substring_regex(array, pattern).fill_null(False)
        if self.column.scale is None and not percent:
            return np.zeros(len(array), np.int64), 0, np.zeros(len(array), np.bool_)
        text = pc.if_else(plain, array, "0")
        text = pc.utf8_rtrim(text, "%") if percent else text
        point = pc.find_substring(text, ".")
        behind = pc.subtract(pc.subtract(pc.binary_length(text), point), 1)
        digits = pc.max(pc.if_else(pc.less(point, 0), 0, behind)).as_py() or 0
        return _decimals_of(text.cast(pa.decimal64(18, digits)))[0], digits, _truths(plain)

    def _allowed(self, whole: Int64s, digits: int) -> Truths:
        """Which numbers the fact can be."""
        fact = self.column.fact
        inside = np.zeros(len(whole), np.bool_)
        for piece in domain(fact):
            assert isinstance(piece, tuple)
            low, high = piece
            part = np.ones(len(whole), np.bool_)
            if isinstance(low, Fraction):
                part &= whole >= _within(ceil(low * 10**digits))
            if isinstance(high, Fraction):
                part &= whole <= _within(floor(high * 10**digits))
            inside |= part
        if fact.kind is Kind.COUNT and digits:
            inside &= (whole % 10**digits) == 0
        return inside.astype(np.bool_)

    def _slow(self, texts: Mapping[int, str]) -> tuple[dict[int, Fraction], dict[int, Diagnostic]]:
        values: dict[int, Fraction] = {}
        bad: dict[int, Diagnostic] = {}
        for row, text in texts.items():
            value = self.said(text)
            if isinstance(value, Diagnostic):
                bad[row] = value
            elif isinstance(value, Fraction):
                values[row] = value
        return values, bad


def type_problem(kind: pa.DataType, column: Column) -> Diagnostic | None:
    """Why an Arrow column of this type cannot give *column*."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_null(kind) or is_text(kind):
        return None
    fact = column.fact
    if fact.unit == "日期":
        return None if pa.types.is_date(kind) else unfit(kind, column.header, "日期或文字")
    if fact.kind is Kind.JUDGEMENT:
        fits = pa.types.is_boolean(kind) or pa.types.is_date(kind)
        return None if fits else unfit(kind, column.header, "布尔（true、false）、文字（是、否）或日期")
    if fact.kind is Kind.CHOICE:
        return unfit(kind, column.header, "文字")
    if not (pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_floating(kind)):
        return unfit(kind, column.header, "整数、小数（decimal）或文字")
    if column.scale is None:
        name = fact.address or fact.name
        if fact.multiple:
            hint = f"请把这一列改名为“{name}（{fact.asked_unit}）”或“{name}（{fact.unit}）”"
            return trouble("unit-mismatch", f"规则里“{column.header}”以{fact.asked_unit}计，列名没有写单位", hint)
        hint = f"请把这一列改名为“{name}（%）”，102.5就是102.5%"
        return trouble("unit-mismatch", f"“{column.header}”是比率，列名没有写单位", hint)
    return None


def unfit(kind: pa.DataType, header: str, wanted: str) -> Diagnostic:
    """What is said of a column whose type is not the one that is *wanted*."""
    return trouble("bad-header", f"“{header}”这一列的类型是{kind}，应为{wanted}")


# ---- arrays


def _text(array: pa.Array) -> pa.Array:
    return array if pa.types.is_string(array.type) else array.cast(pa.string())


def _truths(array: pa.Array) -> Truths:
    return np.asarray(array).astype(np.bool_)


def _missing(array: pa.Array) -> Truths | None:
    return _truths(array.is_null()) if array.null_count else None


def _texts(array: pa.Array, rows: Int64s) -> list[str]:
    """The cells of some *rows* as texts, exactly."""
    cells: list[Any] = array.take(pa.array(rows)).to_pylist() if len(rows) else []
    return [_written(cell) for cell in cells]


def _written(cell: object) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}" if cell == cell and abs(cell) != float("inf") else str(cell)
    return str(cell)


def _given(array: pa.Array) -> tuple[Int64s | None, int]:
    """The whole numbers and the decimals of an array that has no gaps, None where it is neither of integers nor of decimals."""
    kind, rows = array.type, len(array)
    if array.null_count or not rows:
        return None, 0
    whole = room(rows)
    if pa.types.is_signed_integer(kind):
        whole[:] = np.asarray(array)
        return whole, 0
    if not pa.types.is_decimal128(kind) or not 0 <= kind.scale <= _MOST_DECIMALS:
        return None, 0
    words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset :][: 2 * rows].reshape(rows, 2)
    whole[:], above = words[:, 0], words[:, 1]
    fits = not above.any() if whole.min() >= 0 else (above == whole >> 63).all()
    return (whole if fits else None), kind.scale


def _integers(array: pa.Array) -> tuple[Int64s, Truths]:
    if pa.types.is_uint64(array.type):
        cells = np.asarray(array.fill_null(0))
        return cells.astype(np.int64), cells < np.uint64(_SAFE)
    whole = np.asarray(array.fill_null(0)).astype(np.int64)
    return whole, (whole > -_SAFE) & (whole < _SAFE)


def _decimals_of(array: pa.Array) -> tuple[Int64s, Truths]:
    """The whole numbers that an array of decimals holds, read from its memory, and which of them are complete."""
    if array.type.bit_width < 64:
        array = array.cast(pa.decimal128(array.type.precision, array.type.scale))
    width, rows, start = array.type.bit_width // 64, len(array), array.offset
    buffer = array.buffers()[1]
    if buffer is None or not rows:
        return np.zeros(rows, np.int64), np.zeros(rows, np.bool_)
    words = np.frombuffer(buffer, np.int64)[start * width : (start + rows) * width].reshape(-1, width)
    whole = words[:, 0].copy()
    complete = (whole > -_SAFE) & (whole < _SAFE)
    if width > 1:
        complete &= (words[:, 1:] == (words[:, :1] >> 63)).all(axis=1)
    return whole, complete


def _shortest(cells: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[Int64s, int, Truths]:
    """Floats by the decimals they are written with: 0.1 is one tenth. Certain for up to 15 digits, which name one float."""
    digits = np.full(len(cells), -1)
    with np.errstate(invalid="ignore"):
        usual = np.abs(cells) < _FIFTEEN_DIGITS
    plain = np.where(usual, cells, 0.0)
    for places in range(_PART_DIGITS + 1):
        scaled = np.rint(plain * 10.0**places)
        found = (digits < 0) & usual & (np.abs(scaled) < _FIFTEEN_DIGITS) & (scaled / 10.0**places == plain)
        digits[found] = places
    most = int(digits.max(initial=0))
    sure = (digits >= 0) & (np.abs(plain) * 10.0**most < _FIFTEEN_DIGITS)
    return np.rint(np.where(sure, plain, 0) * 10.0**most).astype(np.int64), most, sure


# ---- numbers


def _times(whole: Int64s, by: int, sure: Truths) -> tuple[Int64s, Truths]:
    """*whole* × *by* where that fits; those that do not stay as they are and are no longer *sure*."""
    if by == 1:
        return whole, sure
    fits = sure & (np.abs(whole) <= _SAFE // by)
    return np.where(fits, whole * (by if by < _SAFE else 0), whole), fits


def _whole_scale(scale: Fraction) -> tuple[int, int]:
    """*scale* as a whole number with so many decimals: 1/2 is 5 with one; (1, 0) where its decimals never end."""
    places = _decimals(scale)
    return (int(scale * 10**places), places) if places >= 0 else (1, 0)


def _decimals(value: Fraction) -> int:
    """How many decimals *value* has, -1 where they never end."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else -1


def _within(bound: int) -> int:
    """*bound*, or what stands for it where no int64 reaches it."""
    return max(min(bound, 2**63 - 1), -(2**63))
