"""Clauses put in the order in which they act: which of the passes of this folder a cell needs, one behind another."""

import re
from collections.abc import Callable

from evaldsl.arrangement.award_first import award_first, points_behind
from evaldsl.arrangement.categories import by_category, count_kinds
from evaldsl.arrangement.changes import read_changes, say_since, speaks_of_changes
from evaldsl.arrangement.coefficients import read_coefficients
from evaldsl.arrangement.durations import read_durations, speaks_of_durations
from evaldsl.arrangement.each_of_list import count_each, grade_each, grade_headings, share_each
from evaldsl.arrangement.graded_lists import grade_listed
from evaldsl.arrangement.halves import part_halves
from evaldsl.arrangement.headings import complete_comparisons, name_steps, read_headings
from evaldsl.arrangement.joined_lists import join_lists, read_met
from evaldsl.arrangement.letters import read_letters
from evaldsl.arrangement.list_ends import split_list, without_list
from evaldsl.arrangement.lists import read_above, read_below
from evaldsl.arrangement.met_again import without_met_again
from evaldsl.arrangement.missing import count_failing, count_missing, count_one_missing, end_rungs
from evaldsl.arrangement.numbered_bands import join_bands
from evaldsl.arrangement.overruns import read_overruns
from evaldsl.arrangement.points_first import find_conditions
from evaldsl.arrangement.points_together import read_extremes, take_offset
from evaldsl.arrangement.proportions import formula_of_share, measure_of_share
from evaldsl.arrangement.qualifiers import qualify, speaks_of_qualifiers
from evaldsl.arrangement.respective import respectively
from evaldsl.arrangement.stated_bases import read_bases, read_missed, read_named_bases
from evaldsl.arrangement.stated_values import (
    NAMED,
    SAID_OF,
    define_scores,
    name_quotients,
    read_constants,
    read_divisors,
    read_named,
    read_stated,
)
from evaldsl.arrangement.taken_whole import take_whole
from evaldsl.clauses.grouping import Group
from evaldsl.clauses.mentions import MET
from evaldsl.syntax import tree
from evaldsl.syntax.tree import Cell

_MET_ALL = re.compile(rf"(?:{MET})[①-⑳]|[①-⑳](?:同时|全部|均|都)?(?:{MET})|(?:全部|均|都|全)(?:{MET})")
_WHOLE = re.compile("[全均都①-⑳]")
_EACH = re.compile("[每各一1/](?:(?<=[每各])|(?<=一)[项条]|(?<=1)项|(?<=/)[项条点])")


def arrange(cell: Cell, groups: list[Group]) -> None:
    """Rearranges the clauses: of all groups together, of lists, of each group by itself."""
    changing = speaks_of_changes(cell)
    _arrange_together(cell, groups, changing)
    _part_lists(cell, groups)
    passes = _passes(cell, changing)
    for group in groups:
        for act in passes:
            act(cell, group)
    if len(groups) > 1 and tree.UntilZero in cell.by_kind and "项" in cell.plain:
        count_each(cell, groups)


def _arrange_together(cell: Cell, groups: list[Group], changing: bool) -> None:
    """What one group has to do with another."""
    kinds, plain = cell.by_kind, cell.plain
    several, awards, computed = len(groups) > 1, tree.Award in kinds, tree.Formula in kinds
    if computed:
        terms = [one.term for one in cell.values(tree.Formula) if one.own]
        if len(terms) > len(dict.fromkeys(terms)):
            name_quotients(groups)
    if several:
        join_bands(cell, groups)
    read_letters(cell, groups)
    if changing:
        say_since(cell, groups)
    if awards and ("各" in plain or tree.Each in kinds):
        grade_listed(cell, groups)
    read_below(cell, groups)
    join_lists(cell, groups)
    if awards and ("项" in plain or "均" in plain or "都" in plain):
        without_met_again(cell, groups)
    if awards and (tree.Full in kinds or tree.Proportion in kinds):
        share_each(cell, groups)
    if "较" in plain or "一般" in plain or "良" in plain:
        grade_headings(cell, groups)
    if several and awards and ("部分" in plain or "基本" in plain):
        grade_each(cell, groups)
    if _WHOLE.search(plain) and _MET_ALL.search(plain):
        read_met(cell, groups)
    if computed and "系数" in plain:
        read_coefficients(groups)
    if ("值" in plain or "目标" in plain) and SAID_OF.search(plain):
        read_stated(groups)
    if computed and tree.Comparison in kinds:
        read_constants(groups)
    if computed and "分=" in plain:
        define_scores(groups)
    if "分母" in plain:
        read_divisors(cell, groups)
    if awards:
        read_headings(cell, groups)
    if speaks_of_qualifiers(cell):
        qualify(cell, groups)
    if tree.UntilZero in kinds:
        take_whole(cell, groups)


def _part_lists(cell: Cell, groups: list[Group]) -> None:
    """Gives each thing of a list what is said of each, and leaves apart what is said of all, behind the last."""
    kinds, plain = cell.by_kind, cell.plain
    each = tree.Award in kinds and _EACH.search(plain) is not None
    above = "以上" in plain or "上述" in plain
    listed = 0
    for group in groups if each or tree.Marker in kinds else ():
        if each and not (group.marker and listed):
            read_above(cell, group)
        bare = group.marker is not None and all(clause.effect is None for clause in group.clauses)
        if listed and not bare:
            if above:
                group.clauses[:] = [without_list(cell, clause, listed + 1) for clause in group.clauses]
            if group.marker is not None:
                split_list(cell, group, listed + 1)
        listed = listed + 1 if bare else 0


Pass = Callable[[Cell, Group], None]


def _passes(cell: Cell, changing: bool) -> list[Pass]:
    """What is done in each group, in order, of which nothing is tried that no word of *cell* can ask for."""
    kinds, plain = cell.by_kind, cell.plain
    awards, takings = cell.values(tree.Award), cell.values(tree.Deduction)
    shared = bool(
        (awards and [1 for one in awards if one.more]) or (takings and [1 for one in takings if one.more or one.apiece])
    )
    stepped = takings and tree.Step in kinds
    proportion = tree.Proportion in kinds
    found: list[Pass] = []
    if "孰" in plain or "取" in plain or "较" in plain:
        found.append(read_extremes)
    if shared:
        found.append(respectively)
    if "抵" in plain:
        found.append(take_offset)
    if shared or len(awards) + len(takings) > 1:
        found.append(by_category)
    if len(takings) > 1:
        found.append(count_kinds)
    if takings and tree.Zero in kinds and ("并" in plain or "且" in plain):
        found.append(part_halves)
    if takings and tree.Zero in kinds and tree.Comparison in kinds:
        found.append(end_rungs)
    if awards and ("缺" in plain or "少" in plain or "差" in plain):
        found.append(count_missing)
    if takings and "缺一" in plain:
        found.append(count_one_missing)
    if changing:
        found.append(read_changes)
    if speaks_of_durations(cell):
        found.append(read_durations)
    if awards and "(" in plain and NAMED.search(plain):
        found.append(read_named)
    if "超支" in plain:
        found.append(read_overruns)
    if takings and "以" in plain and "为" in plain:
        found.append(read_named_bases)
    if stepped and "率" in plain:
        found.append(name_steps)
    if stepped:
        found.append(read_bases)
    if len(kinds.get(tree.Comparison, ())) > 1:
        found.append(read_missed)
    if proportion and (tree.Each in kinds or tree.Step in kinds):
        found.append(measure_of_share)
    if proportion and tree.Formula in kinds:
        found.append(formula_of_share)
    if awards and ("等于" in plain or "低于" in plain or "持平" in plain):
        found.append(complete_comparisons)
    if tree.Step in kinds and "的每" in plain.replace(",", ""):
        found.append(count_failing)
    if takings and "分(" in plain:
        found.append(points_behind)
    return [*found, find_conditions, award_first]
