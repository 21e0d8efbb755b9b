"""The scorecard for other programs: Markdown, CSV for Excel, JSON."""

from collections.abc import Iterable, Sequence

from evaldsl.facts.published import Compared
from evaldsl.interpreter.scores import IndicatorScore, Missing, Scorecard
from evaldsl.interpreter.values import shown
from evaldsl.render.markdown import items, plain, table
from evaldsl.render.names import published_words
from evaldsl.render.numbers import ends, exact, exact_or_none
from evaldsl.render.scorecard import (
    MISSING_HEAD,
    address_text,
    compared_cells,
    compared_total,
    comparison_lines,
    deduction_lines,
    fact_names,
    foot,
    grade_reason,
    main_aligns,
    main_head,
    reasons,
    score_text,
    swing_text,
    total_of,
    total_text,
)
from evaldsl.render.sections import LEVELS, section_depth, sections
from evaldsl.render.sheets import safe
from evaldsl.render.widths import one_line
from evaldsl.text.typography import curly

# ---- JSON


def as_object(card: Scorecard, compared: Sequence[Compared] | None = None, text: str = "") -> dict[str, object]:
    """The scorecard as a JSON object; numbers are exact strings, an infinite end is null, clauses as in the rule file *text*."""
    addresses = {missing.key: address_text(missing) for missing in card.missing}
    by_name = {one.score.name: one for one in compared or ()}
    total = total_of(compared or ())
    return {
        "rubric": card.rubric,
        "unit": card.unit,
        "score": exact_or_none(card.score),
        "interval": ends(card.interval),
        "full": exact(card.full),
        "grade": card.grade,
        "indicators": [
            _indicator(score, addresses, text) | (_compared(by_name.get(score.name)) if compared is not None else {})
            for score in card.indicators
        ],
        "missing": [_missing(missing) for missing in card.missing],
        **({} if total is None else _compared(total)),
        **({"grade_reason": grade_reason(card)} if card.grade_reason else {}),
    }


def _indicator(score: IndicatorScore, addresses: dict[str, str], text: str) -> dict[str, object]:
    return {
        "path": list(score.path),
        "full": exact(score.full),
        "score": exact_or_none(score.score),
        "interval": ends(score.interval),
        "deductions": [
            {
                "points": exact(taken.points),
                "clause": published_words(text, taken.span, taken.clause),
                "reason": curly(taken.reason),
                "start": taken.span[0],
                "end": taken.span[1],
            }
            for taken in score.deductions
        ],
        "missing": [addresses.get(key, key) for key in score.missing],
    }


def _missing(missing: Missing) -> dict[str, object]:
    return {
        "address": address_text(missing),
        "name": missing.name,
        "kind": missing.kind,
        "unit": missing.unit,
        "swing": exact(missing.swing),
    }


def _compared(one: Compared | None) -> dict[str, object]:
    published = one.published if one is not None else None
    return {
        "published": {
            "score": exact_or_none(published.points) if published is not None else None,
            "difference": exact_or_none(one.difference) if one is not None else None,
            "outcome": one.outcome.value if one is not None else None,
            "remark": published.remark if published is not None else "",
        }
    }


# ---- CSV


def csv_text(card: Scorecard, compared: Sequence[Compared] | None = None, year: str = "") -> str:
    """One row an indicator, then the total, each with the unit and the *year* where they are known; Excel's line ends. The caller writes it as utf-8-sig."""
    names = {missing.key: address_text(missing) for missing in card.missing}
    by_name = {one.score.name: one for one in compared or ()}
    more = ("公布得分", "公布减规则", "比较", "公布的扣分原因") if compared is not None else ()
    rows: list[Sequence[str]] = [
        (*LEVELS, "指标", "分值", "得分", "最低", "最高", "扣分原因", "缺的数据", "等级", *more)
    ]
    for score in card.indicators:
        row = [*sections(score.path, len(LEVELS)), score.name, exact(score.full) or ""]
        row += [exact_or_none(score.score) or "", *(end or "" for end in ends(score.interval))]
        row += ["\n".join(deduction_lines(score))]
        row += ["\n".join(names.get(key, key) for key in score.missing), ""]
        if compared is not None:
            row += _compared_row(by_name.get(score.name))
        rows.append(row)
    total = [exact_or_none(card.score) or "", *(end or "" for end in ends(card.interval))]
    whole = total_of(compared or ())
    beside = [""] * len(more) if whole is None else _compared_row(whole)
    rows.append(
        (
            "合计",
            *[""] * len(LEVELS),
            exact(card.full) or "",
            *total,
            grade_reason(card),
            "",
            card.grade or "",
            *beside,
        )
    )
    known = [(word, said) for word, said in (("单位", card.unit), ("年度", year)) if said]
    if known:
        rows = [(*(pair[place > 0] for pair in known), *row) for place, row in enumerate(rows)]
    return csv_rows(rows)


def csv_rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV for Excel, cells that it would take for formulas marked as text."""
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _compared_row(one: Compared | None) -> list[str]:
    if one is None or one.published is None:
        return ["", "", "没有公布", ""]
    points, difference = exact_or_none(one.published.points), exact_or_none(one.difference)
    return [points or "", difference or "", one.outcome.value, one.published.remark]


# ---- Markdown


def main_rows(card: Scorecard, compared: Sequence[Compared] | None = None) -> list[list[str]]:
    """The rows below ``main_head``: an indicator each, then the total."""
    names, depth = fact_names(card), section_depth(score.path for score in card.indicators)
    by_name = {one.score.name: one for one in compared or ()}
    rows: list[list[str]] = []
    for score in card.indicators:
        row = [*sections(score.path, depth), score.name, shown(score.full, 4), score_text(score)]
        row.append("\n".join(reasons(score, names)))
        rows.append([*row, *(compared_cells(by_name.get(score.name)) if compared is not None else ())])
    beside = compared_total(compared) if compared is not None else ()
    return [*rows, ["合计", *[""] * depth, shown(card.full, 4), total_text(card), "", *beside]]


def missing_rows(card: Scorecard) -> list[list[str]]:
    """The rows below ``MISSING_HEAD``."""
    return [[address_text(one), one.kind, one.unit or "-", swing_text(one)] for one in card.missing]


def unit_words(card: Scorecard, year: str) -> str:
    """某局，2024年度"""
    return "，".join(part for part in (card.unit, f"{year}年度" if year else "") if part)


def markdown(card: Scorecard, year: str = "", compared: Sequence[Compared] | None = None) -> str:
    """The scorecard as a Markdown page."""
    depth = section_depth(score.path for score in card.indicators)
    parts = [
        f"# {plain(one_line(card.rubric))}",
        plain(unit_words(card, year)),
        table(
            main_head(depth, compared is not None), main_rows(card, compared), main_aligns(depth, compared is not None)
        ),
    ]
    parts.append(items(foot(card)))
    if card.missing:
        parts += ["## 最值得补的数据", table(MISSING_HEAD, missing_rows(card), ["left", "left", "left", "right"])]
    if compared is not None:
        told = comparison_lines(compared, 10_000)
        lines = (f"{one[:4]}{plain(one[4:])}" if one.startswith("  - ") else f"- {plain(one)}" for one in told)
        parts += ["## 与公布得分的比较", "\n".join(lines)]
    return "\n\n".join(part for part in parts if part) + "\n"
