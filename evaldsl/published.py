"""Published scores against the rules: published.csv (指标,分值,得分,备注) read, and set beside a scorecard."""

import csv
import io
import re
from enum import Enum
from fractions import Fraction

from attrs import frozen

from evaldsl.diagnostics import Diagnostic, error, warning
from evaldsl.interpreter.rubric import Indicator, Rubric
from evaldsl.interpreter.scores import IndicatorScore, Scorecard
from evaldsl.interpreter.values import decimal_text
from evaldsl.numerals import MOST_DIGITS, decimal
from evaldsl.typography import same_name

_COLUMNS = ("指标", "分值", "得分", "备注")
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
    def disagrees(self) -> bool:
        """Whether the published score cannot come from the rules and the facts."""
        return self.outcome in (Outcome.DIFFERENT, Outcome.OUTSIDE)


def read_published(text: str, rubric: Rubric) -> tuple[dict[str, PublishedScore], tuple[Diagnostic, ...]]:
    """The rows of *text* by name of indicator. Raises nothing for a user's mistake."""
    found: list[Diagnostic] = []
    rows: dict[str, PublishedScore] = {}
    names = {same_name(indicator.name): indicator for indicator in rubric.indicators}
    starts = _line_starts(text)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: dict[str, int] = {}
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
            columns = {name: cells.index(name) for name in _COLUMNS if name in cells}
            if not {"指标", "得分"} <= columns.keys():
                return {}, (
                    error("bad-header", "表头应有“指标”和“得分”两列", *place, hint="表头写作：指标,分值,得分,备注"),
                )
            continue
        _row({name: cells[at] if at < len(cells) else "" for name, at in columns.items()}, place, names, rows, found)
    if not columns and not found:
        found.append(error("bad-header", "文件是空的", 0, 0, hint="表头写作：指标,分值,得分,备注"))
    return rows, tuple(found)


def _row(
    cells: dict[str, str],
    place: tuple[int, int],
    names: dict[str, Indicator],
    rows: dict[str, PublishedScore],
    found: list[Diagnostic],
) -> None:
    name = same_name(cells["指标"])
    indicator = names.get(name)
    points, full = _points(cells["得分"]), _points(cells.get("分值", ""))
    if indicator is None:
        if name not in ("合计", "总分", "总计"):
            found.append(
                warning("unknown-indicator", f"规则里没有“{cells['指标'][:40]}”这个指标，这一行不比较", *place)
            )
    elif indicator.name in rows:
        found.append(warning("repeated-key", f"“{indicator.name}”写了两次，只看第一次", *place))
    elif points is None and cells["得分"] not in ("", "-", "—", "/"):
        found.append(warning("bad-value", f"得分“{cells['得分'][:20]}”不是数字，这一行不比较", *place))
    else:
        rows[indicator.name] = PublishedScore(indicator.name, points, cells.get("备注", ""))
        if full is not None and full != indicator.full:
            message = f"“{indicator.name}”公布的分值是{decimal_text(full)}分，规则里是{decimal_text(indicator.full)}分"
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
    """Every indicator of *card* beside what was published."""
    return tuple(_compared(one, published.get(one.name)) for one in card.indicators)


def _compared(score: IndicatorScore, row: PublishedScore | None) -> Compared:
    if row is None or row.points is None:
        return Compared(score, row, Outcome.ABSENT, None)
    if score.score is None:
        inside = score.interval[0] <= row.points <= score.interval[1]
        return Compared(score, row, Outcome.INSIDE if inside else Outcome.OUTSIDE, None)
    difference = row.points - score.score
    return Compared(score, row, Outcome.DIFFERENT if difference else Outcome.SAME, difference)
