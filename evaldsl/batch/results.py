"""Scores as a table: what the input says of each unit, its points, total, grade, and what stands in the way."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from attrs import define, field

from evaldsl.batch.blocks import Int64s, Numbers, Truths, Words
from evaldsl.batch.columns import Columns
from evaldsl.batch.reading import Units
from evaldsl.batch.scoring import WORDS, BatchScorer, Scores, Status
from evaldsl.interpreter.rubric import Fact
from evaldsl.text.typography import same_name

TOTAL, GRADE, LOW, HIGH, LACKING, STATUS, PROBLEMS = "总分", "等级", "最低分", "最高分", "缺项", "状态", "问题"
LINE = "行号"
_OWN = (LINE, TOTAL, GRADE, LOW, HIGH, LACKING, STATUS, PROBLEMS)
_PRECISION = 18
_SUM = "像是合计、平均或表尾的说明，不是单位，没有评分"


@define
class ResultWriter:
    """Puts scores into record batches of one *schema*: identification, one column an indicator, then the whole."""

    batch: BatchScorer
    columns: Columns
    given: pa.Schema
    schema: pa.Schema = field(init=False)
    numbered: bool = field(init=False)

    def __attrs_post_init__(self) -> None:
        passed = [self.given.field(place).with_name(self.columns.headers[place]) for place in self.columns.passed]
        self.numbered = all(same_name(one.name) != LINE for one in passed)
        points = pa.decimal128(_PRECISION, self.batch.decimals)
        taken = [*(one.name for one in passed), *_OWN]
        names = [_free(part.name, taken) for part in self.batch.parts]
        own = [(TOTAL, points), (GRADE, pa.string()), (LOW, points), (HIGH, points)]
        own += [(STATUS, pa.string()), (LACKING, pa.string()), (PROBLEMS, pa.string())]
        first = [pa.field(LINE, pa.int64())] if self.numbered else []
        fields = [pa.field(name, kind) for name, kind in [*((name, points) for name in names), *own]]
        self.schema = pa.schema([*first, *passed, *fields])

    def record(
        self,
        source: pa.RecordBatch,
        lines: Int64s,
        units: Units,
        scores: Scores,
        broken: dict[int, str],
        doubts: Mapping[int, Sequence[str]],
    ) -> pa.RecordBatch:
        """The rows of *source* scored; *lines* are their numbers, *broken* says why a row could not be read at all, *doubts*
        what can hardly be right."""
        status = scores.status.copy()
        status[list(units.sums)] = Status.SUM
        status[list(broken)] = Status.BAD
        broken = dict.fromkeys(units.sums, _SUM) | broken
        void = np.zeros(len(status), np.bool_)
        void[list(broken)] = True
        gone = void if broken else None
        arrays = [pa.array(lines, pa.int64())] if self.numbered else []
        arrays += [source.column(place) for place in self.columns.passed]
        points = [*scores.points, scores.total]
        table = np.empty((len(points), len(status), 2), np.int64)  # side by side, which the system gives out faster
        *parts, total = (_points(one, gone, words) for one, words in zip(points, table, strict=True))
        arrays += [*parts, total, _words(scores.grade, scores.words, void)]
        closed = void | ~_missing(scores.total)
        arrays += [_points(one, closed, np.empty((len(status), 2), np.int64)) for one in (scores.low, scores.high)]
        arrays.append(pa.array([WORDS[one] for one in WORDS]).take(pa.array(status)))
        arrays += [self._lacking(scores, void), self._problems(units, scores, broken, doubts)]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _lacking(self, scores: Scores, void: Truths) -> pa.Array:
        facts: dict[str, Fact] = self.batch.scorer.facts
        order = self.batch.scorer.order
        said: dict[tuple[str, ...], str] = {}
        texts: list[str | None] = [None] * len(void)
        for row, keys in scores.lacking.items():
            if keys not in said:
                named = (facts[key].address or facts[key].name for key in sorted(keys, key=order.__getitem__))
                said[keys] = "；".join(named)
            texts[row] = None if void[row] else said[keys]
        return pa.array(texts, pa.string())

    def _problems(
        self, units: Units, scores: Scores, broken: dict[int, str], doubts: Mapping[int, Sequence[str]]
    ) -> pa.Array:
        texts: list[str | None] = [None] * units.block.rows
        for row, names in scores.undefined.items():
            texts[row] = "；".join(f"{name}的分母为0" for name in names)
        for row, cells in units.bad.items():
            said = [f"“{cell.column.header}”列：{cell.finding.message}" for cell in cells]
            texts[row] = "；".join([*said, *filter(None, [texts[row]])])
        for row, some in doubts.items():
            texts[row] = "；".join([*filter(None, [texts[row]]), *(f"存疑：{words}" for words in some)])
        for row, words in broken.items():
            texts[row] = words
        return pa.array(texts, pa.string())


def _free(name: str, taken: Sequence[str]) -> str:
    return f"{name}得分" if name in taken else name


def _missing(column: Numbers | Words) -> Truths:
    assert column.missing is not None
    return column.missing


def _points(column: Numbers, void: Truths | None, words: Int64s) -> pa.Array:
    """Whole numbers as decimals, without a detour, but where one is *void*; *words* is room for two words each."""
    missing = column.missing if void is None else void if column.missing is None else void | column.missing
    rows, kind = len(column.whole), pa.decimal128(_PRECISION, column.digits)
    if missing is not None and missing.all():
        return pa.nulls(rows, kind)
    if column.whole.dtype == np.object_:
        from decimal import Decimal

        cells = [
            None if gone or abs(int(one)) >= 10**_PRECISION else Decimal(int(one)).scaleb(-column.digits)
            for one, gone in zip(column.whole, np.zeros(rows, np.bool_) if missing is None else missing, strict=True)
        ]
        return pa.array(cells, kind)
    words[:, 0] = column.whole
    words[:, 1] = words[:, 0] >> 63
    known = None if missing is None or not missing.any() else pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(kind, rows, [known, pa.py_buffer(words)])


def _words(column: Words, words: Sequence[str], void: Truths) -> pa.Array:
    missing = void if column.missing is None else void | column.missing
    return pa.array([*words, ""]).take(pa.array(column.code, mask=missing))
