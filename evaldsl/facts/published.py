"""Published scores against the rules: published.csv (指标,分值,得分,备注) read, and set beside a scorecard, the total too."""

import csv
import io
import re
from collections.abc import Iterator
from enum import Enum
from fractions import Fraction

from attrs import frozen

from evaldsl.interpreter.rubric import Indicator, Rubric
from evaldsl.interpreter.scores import IndicatorScore, Scorecard
from evaldsl.interpreter.values import decimal_text
from evaldsl.text.diagnostics import Diagnostic, error, warning
from evaldsl.text.numerals import MOST_DIGITS, decimal
from evaldsl.text.typography import same_name

_COLUMNS = {
    "指标": ("指标", "三级指标", "指标名称", "三级指标名称", "评价指标", "名称"),
    "分值": ("分值", "权重", "标准分", "满分"),
    "得分": ("得分", "评价得分", "实际得分", "自评得分", "公布得分", "公布的得分"),
    "备注": ("备注", "扣分原因", "公布的扣分原因", "评分说明"),
}
"""What the columns of published tables are called."""
TOTAL = "总分"
_TOTALS = (TOTAL, "合计", "总计", "总得分", "合计得分", "得分合计", "综合得分", "评价得分")
_POINTS = re.compile(r"(-?\d+(?:\.\d+)?)分?")


@frozen
class PublishedScore:
    """One row: the points published and the 备注 that gives the reason."""

    indicator: str
    points: Fraction | None
    remark: str


class Outcome(Enum):
    """How a published score stands to the rules; the value is what people read."""

    SAME = "相同"
    DIFFERENT = "不同"
    INSIDE = "在区间内"
    OUTSIDE = "在区间外"
    ABSENT = "没有公布"


@frozen
class Compared:
    """One indicator: the score by the rules beside the published one. *difference* is published minus rules."""

    score: IndicatorScore
    published: PublishedScore | None
    outcome: Outcome
    difference: Fraction | None

    @property
    def is_total(self) -> bool:
        """Whether it is the total of all indicators."""
        return not self.score.path

    @property
    def disagrees(self) -> bool:
        """Whether the published score cannot come from the rules and the facts."""
        return self.outcome in (Outcome.DIFFERENT, Outcome.OUTSIDE)


def read_published(text: str, rubric: Rubric) -> tuple[dict[str, PublishedScore], tuple[Diagnostic, ...]]:
    """The rows of *text* by name of indicator, that of the total under ``TOTAL``. Raises nothing for a user's mistake."""
    found: list[Diagnostic] = []
    rows: dict[str, PublishedScore] = {}
    names = {same_name(indicator.name): indicator for indicator in rubric.indicators}
    starts = _line_starts(text)
    csv.field_size_limit((1 << 31) - 1)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: dict[str, int] = {}
    total: tuple[int, int] | None = None
    while True:
        line = reader.line_num
        try:
            cells = [cell.strip(" \t\u3000\ufeff") for cell in next(reader)]
        except StopIteration:
            break
        except csv.Error:
            found.append(error("bad-syntax", "这一行的双引号没有配对，或一格太长", *_place(starts, line), hint=""))
            break
        place = _place(starts, line)
        if not any(cells) or cells[0].startswith("#"):
            continue
        if not columns:
            columns = _columns(cells)
            if not {"指标", "得分"} <= columns.keys():
                return {}, (
                    error("bad-header", "表头应有“指标”和“得分”两列", *place, hint="表头写作：指标,分值,得分,备注"),
                )
            continue
        row = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        row["指标"] = row["指标"] or next((cell for cell in cells if same_name(cell) in _TOTALS), "")
        _row(row, place, names, rubric.full, rows, found)
        if TOTAL in rows and not total:
            total = place
    if not columns and not found:
        found.append(error("bad-header", "文件是空的", 0, 0, hint="表头写作：指标,分值,得分,备注"))
    if total is not None:
        found += _wrong_total(rows, rubric, total)
    return rows, tuple(found)


def _columns(head: list[str]) -> dict[str, int]:
    """Where each column stands."""
    found = {name: next((head.index(word) for word in words if word in head), -1) for name, words in _COLUMNS.items()}
    return {name: at for name, at in found.items() if at >= 0}


def _wrong_total(rows: dict[str, PublishedScore], rubric: Rubric, place: tuple[int, int]) -> Iterator[Diagnostic]:
    """A published total that is not the sum of what was published."""
    published = rows[TOTAL].points
    each = [rows[one.name].points if one.name in rows else None for one in rubric.indicators]
    points = [one for one in each if one is not None]
    if published is None or len(points) < len(each) or sum(points) == published:
        return
    total = sum(points, Fraction(0))
    difference = f"{'多' if published > total else '少'}{decimal_text(abs(published - total))}分"
    message = (
        f"公布的总分是{decimal_text(published)}分，公布的各项得分加起来是{decimal_text(total)}分，总分{difference}"
    )
    yield warning("total-differs", message, *place, hint="核对总分和各项得分，看是哪一边写错了")


def _row(
    cells: dict[str, str],
    place: tuple[int, int],
    names: dict[str, Indicator],
    whole: Fraction,
    rows: dict[str, PublishedScore],
    found: list[Diagnostic],
) -> None:
    name = same_name(cells["指标"])
    indicator = names.get(name)
    points, full = _points(cells["得分"]), _points(cells.get("分值", ""))
    if indicator is None and name not in _TOTALS:
        found.append(warning("unknown-indicator", f"规则里没有“{cells['指标'][:40]}”这个指标，这一行不比较", *place))
        return
    key, own = (TOTAL, whole) if indicator is None else (indicator.name, indicator.full)
    if key in rows:
        found.append(warning("repeated-key", f"“{key}”写了两次，只看第一次", *place))
    elif points is None and cells["得分"] not in ("", "-", "—", "/"):
        found.append(warning("bad-value", f"得分“{cells['得分'][:20]}”不是数字，这一行不比较", *place))
    else:
        rows[key] = PublishedScore(key, points, cells.get("备注", ""))
        if full is not None and full != own:
            message = f"“{key}”公布的分值是{decimal_text(full)}分，规则里是{decimal_text(own)}分"
            found.append(warning("weight-differs", message, *place))


def _points(text: str) -> Fraction | None:
    match = _POINTS.fullmatch(text.translate({0xFF0E: "."}))
    return decimal(match[1]) if match and len(match[1]) <= MOST_DIGITS else None


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in io.StringIO(text, newline=""):
        starts.append(starts[-1] + len(line))
    return starts


def _place(starts: list[int], line: int) -> tuple[int, int]:
    start = starts[min(line, len(starts) - 1)]
    end = starts[min(line + 1, len(starts) - 1)]
    return start, max(end - 1, start)


def compare(card: Scorecard, published: dict[str, PublishedScore]) -> tuple[Compared, ...]:
    """Every indicator of *card* beside what was published, and the total where one was."""
    found = [_compared(one, published.get(one.name)) for one in card.indicators]
    if published.get(TOTAL) is not None and all(one.score.name != TOTAL for one in found):
        total = IndicatorScore(TOTAL, (), card.full, card.score, card.interval, ())
        found.append(_compared(total, published[TOTAL]))
    return tuple(found)


def _compared(score: IndicatorScore, row: PublishedScore | None) -> Compared:
    if row is None or row.points is None:
        return Compared(score, row, Outcome.ABSENT, None)
    if score.score is None:
        inside = score.interval[0] <= row.points <= score.interval[1]
        return Compared(score, row, Outcome.INSIDE if inside else Outcome.OUTSIDE, None)
    difference = row.points - score.score
    return Compared(score, row, Outcome.DIFFERENT if difference else Outcome.SAME, difference)
