"""Units under several rubrics: scores, ranks, grades and who moves, as text, Markdown, CSV and JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from attrs import frozen

from evaldsl.differences.matching import called
from evaldsl.interpreter.rubric import Rubric
from evaldsl.interpreter.scores import IndicatorScore, Scorecard
from evaldsl.interpreter.values import amount, shown
from evaldsl.ranks.ranking import TIES, Move, Rank, Ranked, Ties, by_rank, moves
from evaldsl.ranks.same_units import SameUnits
from evaldsl.render import markdown
from evaldsl.render.numbers import ends, exact, exact_or_none
from evaldsl.render.same_units import same_units_lines, same_units_object
from evaldsl.render.scorecard import short_interval
from evaldsl.render.scorecard_files import csv_rows
from evaldsl.render.stamp import Stamp
from evaldsl.render.widths import clean, fitted, one_line, wrap
from evaldsl.render.widths import table as text_table

if TYPE_CHECKING:
    from evaldsl.ranks.score_columns import ScoredColumns

MOST_LISTED, MOST_LINES, MOST_LACKING = 100, 60, 6
UNSETTLED, CHANGE = "未定", "得分变动"


@frozen
class Comparison:
    """Units under rubrics: *names* are what the user calls the rubrics, in the order of *rubrics*.

    *years*: each rubric is that of one of these years, with the facts of that year; *same*: which units are the same then.
    """

    names: tuple[str, ...]
    rubrics: tuple[Rubric, ...]
    units: "tuple[Ranked, ...] | ScoredColumns"
    ties: Ties
    stamp: Stamp
    years: tuple[int, ...] = ()
    same: SameUnits | None = None

    @property
    def labels(self) -> list[str]:
        """规则1, 规则2, or 2023年度, 2024年度; nothing is numbered that stands alone."""
        if self.years:
            return [f"{year}年度" for year in self.years]
        return [f"规则{place}" for place in range(1, len(self.names) + 1)] if len(self.names) > 1 else [""]

    def ordered(self) -> Sequence[Ranked]:
        """The units by rank; columns give them so."""
        return by_rank(self.units) if isinstance(self.units, tuple) else self.units

    def detailed(self) -> Iterable[Ranked]:
        """The same with the points of their indicators."""
        return self.ordered() if isinstance(self.units, tuple) else self.units.detailed()


# ---- words


def score_words(card: Scorecard) -> str:
    """98.5, or 90～98.5 while facts are missing."""
    return amount(card.score) if card.score is not None else short_interval(card.interval)


def rank_words(rank: Rank) -> str:
    """3, 3～5 while it is open."""
    if rank is None:
        return UNSETTLED
    return str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}～{rank[1]}"


def grade_words(card: Scorecard) -> str:
    """良, or every grade that is still possible."""
    return card.grade or ("或".join(card.grades) if card.grades else "－")


def comparison_head(labels: Sequence[str]) -> list[str]:
    """单位, 规则1得分, 规则1名次, 规则1等级 …"""
    return ["单位", *(f"{label}{word}" for label in labels for word in ("得分", "名次", "等级"))]


def comparison_row(unit: Ranked, places: Sequence[int]) -> list[str]:
    """One unit under some of the rubrics."""
    row = [one_line(unit.name)]
    for place in places:
        card = unit.cards[place]
        row += [score_words(card), rank_words(unit.ranks[place]), grade_words(card)]
    return row


def units_table(
    found: Comparison, units: Sequence[Ranked]
) -> tuple[Sequence[str], Sequence[Sequence[str]], Sequence[str]]:
    """Head, rows and aligns; no columns of grades where no rubric has any."""
    every = [comparison_head(found.labels) + [CHANGE] * bool(found.years)]
    changes = [[change_words(unit)] if found.years else [] for unit in units]
    every += [comparison_row(unit, range(len(unit.cards))) + more for unit, more in zip(units, changes, strict=True)]
    aligns = ["left", *(["right", "right", "left"] * len(found.names)), *["right"] * bool(found.years)]
    shown = [place for place, word in enumerate(every[0]) if has_grades(found) or not word.endswith("等级")]
    head, *rows = [[row[place] for place in shown] for row in every]
    return head, rows, [aligns[place] for place in shown]


def has_grades(found: Comparison) -> bool:
    """Whether a rubric says anything of grades."""
    return any(rubric.grades or rubric.grade_rules for rubric in found.rubrics)


def change(unit: Ranked) -> Fraction | None:
    """How many points the last score is above the first; None where one is open."""
    first, last = unit.cards[0].score, unit.cards[-1].score
    return None if first is None or last is None else last - first


def change_words(unit: Ranked) -> str:
    """+0.5, -1, 0, or － where a score is open."""
    points = change(unit)
    return "－" if points is None else f"{'+' if points > 0 else ''}{amount(points)}"


def summary_rows(found: Comparison) -> list[list[str]]:
    """A row for each rubric: how many units, their mean, how many of each grade."""
    rows = []
    for place, label in enumerate(found.labels):
        cards = [unit.cards[place] for unit in found.units]
        known = [card.score for card in cards if card.score is not None]
        mean = shown(sum(known, Fraction(0)) / len(known), 2) if known else "－"
        words = [band.word for band in found.rubrics[place].grades]
        counts = [f"{word}{sum(card.grade == word for card in cards)}" for word in words]
        open_ = sum(card.grade is None for card in cards) if words else 0
        counts += [f"{UNSETTLED}{open_}"] if open_ else []
        rows.append([label or "规则", found.names[place], str(len(known)), mean, "，".join(counts) or "－"])
    return rows


SUMMARY_HEAD = ("", "规则文件", "总分已定的单位", "平均分", "等级")
SUMMARY_ALIGNS = ("left", "left", "right", "right", "left")


def move_lines(found: Comparison) -> list[str]:
    """甲局：按规则2，名次由第3升到第1，等级由“良”变为“优”"""
    return [f"{one_line(one.unit.name)}：{_move_words(one, found)}" for one in moves(found.units)]


def _move_words(move: Move, found: Comparison) -> str:
    parts = []
    if move.ranks:
        way = "升" if move.ranks[1] < move.ranks[0] else "降"
        parts.append(f"名次由第{move.ranks[0]}{way}到第{move.ranks[1]}")
    if move.grades:
        parts.append(f"等级由“{move.grades[0]}”变为“{move.grades[1]}”")
    return f"{'' if found.years else '按'}{found.labels[move.place]}，{'，'.join(parts)}"


def uncompared(found: Comparison) -> list[str]:
    """How many units' ranks and grades could not be held against the first rubric's, because one of them is open."""
    graded = [
        place for place, rubric in enumerate(found.rubrics) if place and rubric.grades and found.rubrics[0].grades
    ]
    ranks = sum(any(unit.rank(place) is None for place in range(len(unit.cards))) for unit in found.units)
    grades = sum(
        any(not unit.cards[place].grade or not unit.cards[0].grade for place in graded) for unit in found.units
    )
    parts = [f"名次未定的{ranks}个单位没有比名次"] if ranks else []
    parts += [f"等级未定的{grades}个{'' if ranks else '单位'}没有比等级"] if grades else []
    return ["，".join(parts)] if parts else []


def open_lines(found: Comparison) -> list[str]:
    """Why something is open."""
    lacking = [unit for unit in found.units if any(card.score is None for card in unit.cards)]
    if not lacking:
        return []
    named = "、".join(one_line(unit.name) for unit in lacking[:5])
    more = f"等{len(lacking)}个单位" if len(lacking) > 5 else ""
    names = called(found.rubrics)
    lacked = ({name for one in zip(names, unit.cards, strict=True) for name in _lacked(*one)} for unit in lacking)
    missing = Counter(name for some in lacked for name in some)
    return [f"{named}{more}数据不全：得分是可能的区间，名次写作最好～最差", *lacking_lines(missing)]


def _lacked(names: Mapping[str, str], card: Scorecard) -> Iterator[str]:
    return (names[one.key] for one in card.missing if card.score is None)


def lacking_lines(missing: Mapping[str, int]) -> list[str]:
    """Which facts units without a total lack, by the address of each how many units: most frequent first."""
    if not missing:
        return []
    most = sorted(missing.items(), key=lambda one: (-one[1], one[0]))
    named = "、".join(f"{one_line(name)}（{count}个单位）" for name, count in most[:MOST_LACKING])
    more = f"等{len(missing)}项" if len(missing) > MOST_LACKING else ""
    return [f"缺的数据：{named}{more}"]


# ---- text, Markdown, CSV


def text(found: Comparison, width: int) -> str:
    """For a terminal, the best units first."""
    units = by_rank(found.units)
    parts = [*found.stamp.lines(), ""]
    listed = units_table(found, units[:MOST_LISTED])
    parts += text_table(*listed, fitted(*listed, width))
    if len(units) > MOST_LISTED:
        parts.append(f"（只列前{MOST_LISTED}个单位，另有{len(units) - MOST_LISTED}个；全部的用 --format csv 或 html）")
    summary = (SUMMARY_HEAD, summary_rows(found), SUMMARY_ALIGNS)
    parts += [
        "",
        *text_table(*summary, fitted(*summary, width)),
        "",
    ]
    parts += [line for words in _notes(found, MOST_LINES) for line in wrap(words, width)]
    return "\n".join(clean(part) for part in parts) + "\n"


def _notes(found: Comparison, most: int) -> Iterator[str]:
    if len(found.names) > 1:
        changed = move_lines(found)
        yield f"与{found.labels[0]}比，名次或等级变动{len(changed)}处{'：' if changed else ''}"
        yield from (f"  {line}" for line in changed[:most])
        if len(changed) > most:
            yield f"  （只列前{most}处，全部的见 --format json）"
        yield from uncompared(found)
    yield from open_lines(found)
    yield from same_units_lines(found.same, found.years)
    yield f"{TIES[found.ties]}；evaldsl {found.stamp.version}"


def markdown_text(found: Comparison) -> str:
    """As a Markdown page."""
    parts = [
        "# 各单位得分与名次",
        markdown.items(found.stamp.lines()),
        markdown.table(*units_table(found, by_rank(found.units))),
        markdown.table(SUMMARY_HEAD, summary_rows(found), SUMMARY_ALIGNS),
        markdown.items([*_notes(found, len(found.units) * len(found.names))]),
    ]
    return "\n\n".join(parts) + "\n"


_WORDS = ("得分", "最低", "最高", "名次", "最好名次", "最差名次", "等级")


def csv_text(found: Comparison) -> str:
    """One row a unit, the best first: score, ends, places and grade under each rubric, then the points of its indicators. The
    caller writes utf-8-sig."""
    units = iter(found.detailed())
    first = next(units, None)
    names = [] if first is None else [[one.name for one in card.indicators] for card in first.cards]
    head = ["单位", "来源", *(f"{label}{word}" for label in found.labels for word in _WORDS)]
    head += [CHANGE] if found.years else []
    for label, some in zip(found.labels, names, strict=False):
        head += [f"{label}{name}{'得分' if f'{label}{name}' in head else ''}" for name in some]
    return csv_rows(chain([head], (_csv_row(found, unit) for unit in chain([first] if first else [], units))))


def _csv_row(found: Comparison, unit: Ranked) -> list[str]:
    row = [unit.name, unit.source]
    for place, card in enumerate(unit.cards):
        rank, settled = unit.ranks[place], unit.rank(place)
        low, high = ends(card.interval)
        row += [exact_or_none(card.score) or "", low or "", high or "", "" if settled is None else str(settled)]
        row += [str(rank[0]), str(rank[1])] if rank is not None else ["", ""]
        row.append(card.grade or "")
    row += [exact_or_none(change(unit)) or ""] if found.years else []
    return row + [exact_or_none(one.score) or "" for card in unit.cards for one in card.indicators]


# ---- JSON


def json_text(found: Comparison, more: Mapping[str, object] | None = None) -> Iterator[str]:
    """All of it as JSON, piece by piece, a line for each unit: numbers are exact strings, places are whole numbers."""
    rubrics = found.stamp.sources[: len(found.names)]
    head = {
        "rubrics": [{"rubric": name, "sha256": digest} for _, name, digest in rubrics],
        "facts": [{"name": name, "sha256": digest} for _, name, digest in found.stamp.sources[len(rubrics) :]],
        "evaldsl": found.stamp.version,
        "ties": found.ties.value,
        "years": list(found.years),
        **same_units_object(found.same, found.years),
        **(more or {}),
    }
    yield json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    for name, objects in (("units", map(_unit, found.detailed())), ("moves", map(_move, moves(found.units)))):
        yield f',\n  "{name}": ['
        for place, one in enumerate(objects):
            yield f"{',' if place else ''}\n    {json.dumps(one, ensure_ascii=False)}"
        yield "\n  ]"
    yield "\n}\n"


def _move(one: Move) -> dict[str, object]:
    return {
        "unit": one.unit.name,
        "rubric": one.place,
        "ranks": None if one.ranks is None else list(one.ranks),
        "grades": None if one.grades is None else list(one.grades),
    }


def _unit(unit: Ranked) -> dict[str, object]:
    return {
        "unit": unit.name,
        "source": unit.source,
        "results": [
            {
                "score": exact_or_none(card.score),
                "interval": ends(card.interval),
                "rank": unit.rank(place),
                "ranks": None if unit.ranks[place] is None else list(unit.ranks[place] or ()),
                "grade": card.grade,
                "grades": list(card.grades),
                "indicators": [_indicator(one) for one in card.indicators],
            }
            for place, card in enumerate(unit.cards)
        ],
    }


def _indicator(one: IndicatorScore) -> dict[str, object]:
    return {
        "name": one.name,
        "full": exact(one.full),
        "score": exact_or_none(one.score),
        "interval": ends(one.interval),
    }
