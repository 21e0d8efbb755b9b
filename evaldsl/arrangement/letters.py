"""得分=A×6，其中A为完成率; 结余率（R）=结余额÷预算额×100%。R≤3%得5分: a letter is short for a name, which stands in its place."""

import re
from collections.abc import Iterable, Iterator
from functools import reduce

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Clause, Group, clean
from evaldsl.clauses.measure_names import is_measure_name
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import tree
from evaldsl.syntax.terms import names_of, with_names
from evaldsl.syntax.tree import Cell, Part

_LETTER, _NAME = r"[A-Za-z]\d?", r"[一-龥][^,;:()]+(?:\([^,;:()]{2,}\))?"
_TOLD = re.compile(
    rf"(?:公?式中)?[以用设令]?(?P<letter>{_LETTER})(?:代?表示?|是指|即为?|[为是指])(?P<name>{_NAME})|[设令记](?P<named>{_NAME})[为是](?P<short>{_LETTER})"
)
"""A为完成率, 以A表示完成率, 设完成率为A."""
_IN_TURN = re.compile(rf"({_LETTER}(?:[、和]{_LETTER})+)分别(?:代?表示?|是指|即?为|[是指])([一-龥][^,;:()]+)")
"""A、B分别为完工户数、计划户数."""
_BEHIND = re.compile(
    r"(?P<name>[^()]{2,})\((?P<letter>[A-Za-z]{1,3}|[A-Za-z]\d)\)|(?P<named>.*[率例重度])(?P<short>[A-Za-z])"
)
"""完成率（A）, 完成率A."""
_LETTER_ALONE = re.compile(r"[A-Za-z]{1,3}|[A-Za-z]\d")
_HAS_LETTER = re.compile("[A-Za-z]")


def read_letters(cell: Cell, groups: list[Group]) -> None:
    """Puts the names in place of the letters, and takes out the words that only say what a letter is short for, or how what a
    formula computes with is to be understood."""
    if tree.Formula in cell.by_kind and ")" in cell.plain:
        for group in groups:
            group.clauses[:] = _without_remarks(group.clauses)
    if not _HAS_LETTER.search(cell.plain):
        return
    used = {letter for group in groups for clause in group.clauses for letter in _used(clause)}
    said = [[_said(clause, used) for clause in group.clauses] for group in groups] if used else []
    anywhere = _first(one for own in said for one in own)
    for group, own in zip(groups, said, strict=False):
        clauses: list[Clause] = []
        names, headed = anywhere | _first(own), dict[str, str]()
        for clause, here in zip(group.clauses, own, strict=True):
            names |= here
            if is_measure_name(label := clean(clause.label)):
                headed |= dict.fromkeys(_used(clause), label)  # 完成率：A≥95%
            clauses += _in_full(clause, headed | names) if headed or names else [clause]
        group.clauses[:] = clauses


_OF_LETTER = re.compile(r"\((?:其中|式中)?[,:]?[A-Za-z]")


def _without_remarks(clauses: list[Clause]) -> Iterator[Clause]:
    """执行率=支出/预算×100%（预算以年初批复为准）: without what stands in brackets right behind a formula."""
    before = None
    for clause in clauses:
        first = clause.segments[0][0] if clause.segments else None
        if (
            before is not None
            and first is not None
            and isinstance(first.value, tree.Word)
            and isinstance(before.value, tree.Formula)
            and (first.start, first.value.text[:1]) == (before.end, "(")
            and _OF_LETTER.match(first.value.text) is None
        ):
            clause = evolve(clause, segments=clause.segments[1:])
        before = clause.effect
        if clause.segments or clause.effect is not None:
            yield clause


def _first(said: Iterable[dict[str, str]]) -> dict[str, str]:
    """What each letter is first said to be short for."""
    return reduce(lambda known, one: one | known, said, {})


def _said(clause: Clause, used: set[str]) -> dict[str, str]:
    """What *clause* says of letters that are *used*."""
    every = [label := clean(clause.label), *map(_words, clause.segments)]
    if clause.effect is None and len(every) == 2 and _LETTER_ALONE.fullmatch(label):
        every[1:] = [f"{label}为{every[1]}"]  # A：完成率
    found = [one for words in every if _HAS_LETTER.search(words) for one in _told(words) or _behind(words)]
    return {letter: name for letter, name in found if letter in used}


def _words(segment: Segment) -> str:
    """The first words of *segment*, without a bracket around them."""
    words = segment[0].value.text if isinstance(segment[0].value, tree.Word) else ""
    return words[1:].removesuffix(")") if words[:1] == "(" else clean(words)


def _told(words: str) -> list[tuple[str, str]]:
    """What letters are short for, where *words* say no more than that."""
    if in_turn := _IN_TURN.fullmatch(words):
        letters, names = (re.split("[、和]", one) for one in in_turn.groups())
        return list(zip(letters, names, strict=True)) if len(letters) == len(names) else []
    pieces = [_TOLD.fullmatch(clean(one)) for one in words.split(",")]
    found = [(one["letter"] or one["short"], clean(one["name"] or one["named"])) for one in pieces if one]
    return found if len(found) == len(pieces) else []


def _behind(words: str) -> list[tuple[str, str]]:
    """A for 完成率, of 完成率（A）."""
    said = _BEHIND.fullmatch(words)
    return [(said["letter"] or said["short"], clean(said["name"] or said["named"]))] if said else []


def _used(clause: Clause) -> Iterator[str]:
    """The letters by which *clause* names what it compares or computes with."""
    if isinstance(clause.value, tree.Formula):
        yield from filter(_LETTER_ALONE.fullmatch, names_of(clause.value.term))
    for part in (part for segment in clause.segments for part in segment):
        name = clean(part.value.text) if isinstance(part.value, tree.Word) else getattr(part.value, "name", "")
        yield from [name] if _LETTER_ALONE.fullmatch(name) else ()


def _in_full(clause: Clause, names: dict[str, str]) -> Iterator[Clause]:
    """*clause* with *names* for letters; nothing where it only says what a letter is short for."""
    told = [segment for segment in clause.segments if names.keys() & dict(_told(_words(segment)))]
    segments = tuple(tuple(_part(part, names) for part in one) for one in clause.segments if one not in told)
    if not segments and told and clause.effect is None:
        return
    effect = clause.effect
    if effect is not None and isinstance(effect.value, tree.Formula):
        term = with_names(effect.value.term, {letter: tree.Name(name) for letter, name in names.items()})
        effect = evolve(effect, value=evolve(effect.value, term=term))
    yield evolve(clause, segments=segments, effect=effect, label=_without_letter(clause.label, names))


def _part(part: Part, names: dict[str, str]) -> Part:
    match part.value:
        case tree.Word(text) if _HAS_LETTER.search(text):
            return evolve(part, value=tree.Word(names.get(clean(text)) or _without_letter(text, names)))
        case tree.Between(name=str() as name) if name in names:
            return evolve(part, value=evolve(part.value, name=names[name]))
    return part


def _without_letter(words: str, names: dict[str, str]) -> str:
    """完成率 for 完成率（A）."""
    return next((name for letter, name in _behind(words) if letter in names), words)
