"""Definitions inside a sentence: 完成率=实际数÷计划数, which may be its indicator's own."""

import re
from collections.abc import Iterator
from itertools import pairwise

from evaldsl.clauses.computed import definition_of
from evaldsl.clauses.definitions import is_common_name, own_name, structure_of
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, clean
from evaldsl.clauses.measure_names import is_rate_name, same_measure
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.relative_limits import is_rated
from evaldsl.elaboration.formulas.units_beside import units_beside
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.worded_awards import join_words
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Definition
from evaldsl.syntax import tree
from evaldsl.syntax.terms import nodes_of
from evaldsl.syntax.tree_to_text import term_text
from evaldsl.text.diagnostics import Place, error, warning
from evaldsl.text.typography import plain_text, same_name

_UNIT = re.compile(r"\((?:单位:?)?%\)$")


def own_definitions(cell: tree.Cell, measures: Measures) -> None:
    """Notes what *cell* defines for its indicator alone: 完成率, which others may have too, and what is defined
    otherwise elsewhere."""
    if tree.Formula not in cell.by_kind:
        return
    for before, part in pairwise(cell.parts):
        if not isinstance(part.value, tree.Formula) or not isinstance(before.value, tree.Word):
            continue
        name = _UNIT.sub("", re.split("[,;:]", before.value.text)[-1])
        if name and not part.value.scored and not isinstance(part.value.term, tree.Quantity):
            known = measures.rates.get(same_name(name))
            if is_common_name(name) if known is None else _differs(cell, measures, known, part.value.term):
                measures.apart.add(same_name(name))


def _differs(cell: tree.Cell, measures: Measures, known: Definition, term: tree.Term) -> bool:
    """Whether *term* is another formula than that of *known*."""
    alone = evolve(measures)  # its own facts and findings
    return structure_of(_definition(cell, alone, known.name, term).expr) != structure_of(known.expr)


def _definition(
    cell: tree.Cell, measures: Measures, name: str, term: tree.Term, words: str = "", span: tuple[int, int] = (0, 0)
) -> Definition:
    units_beside(measures, term)
    rated = is_rate_name(name) or (is_rated(cell) and not name.endswith("分"))
    return definition_of(measures, name, term, rated, words, span)


def define(reader: Reader, clause: Clause, value: tree.Formula, name: str) -> None:
    """完成率=实际数÷计划数: from here on *name* is computed."""
    name, measures = _UNIT.sub("", name), reader.measures
    said = same_name(name)
    if value.own and said in measures.rates and said not in (*measures.apart, *measures.defined):
        measures.apart |= {said} if _differs(reader.cell, measures, measures.rates[said], value.term) else set()
    own = own_name(measures.indicator, said) if said in measures.apart else said
    words, span = reader.words_of(clause), reader.span_of(clause)
    if own in measures.defined:
        if _differs(reader.cell, measures, measures.rates[own], value.term):
            hint = "是两个率的，名称写全，如“道路完成率”；是一个率的，删去一个算式"
            measures.found.append(error("unread-clause", f"“{name}”在这里写了两个不同的算式", *span, hint=hint))
    elif own not in measures.rates:
        rate = _definition(reader.cell, measures, name, value.term, words, span)
        measures.define(rate if own == said else evolve(rate, name=own, said=said))
        if own != said and said in measures.rates:
            _tell_apart(measures, measures.rates[said], rate)
    item, fact = reader.item_for(clause), measures.measure(name, "%")
    if item.has_award and (item.subject is None or item.subject.key != fact.key):
        item = reader.new_item(clause.start, clause.end)  # not behind 执行率100%得3分，执行率=支出/预算×100%
    item.subject, item.formula = fact, words


def give_back_labels(reader: Reader) -> None:
    """完成率=完成数÷计划数×100%。①…: a definition before the numbers is no item, and has none."""
    for item in [one for one in reader.group.items if not (one.has_award or one.effects or one.vetoes)]:
        if item.otherwise is None and item.stake is None:
            reader.items.remove(item)
            reader.labels.discard(item.label)


_RATE_BEHIND = re.compile(r"([^,;:。\d<>≤≥=%()每]{1,14}[率度])(?=[<>≤≥]|达|在|不|未|低|高|超|小|大|每|\d)")
_BARE_BEHIND = re.compile(
    r"[,;。](?:完成)?(?:达到|达|在)?[\d.]+%(?:及?以[上下]|的|\(不?含\))*,?(?:[得计给]?满分|[得计给][\d.]+分|不得分)"
)
"""得分=完成数÷计划数×10，90%以上得满分: what is held against the percentage is the quotient."""
_OWN_LABEL = re.compile("公式|计算")


def own_measure(reader: Reader, clause: Clause, term: tree.Term) -> str:
    """What a quotient at the head of a cell, (实际数/计划数)×100%, is called: as its label, or the rate spoken of behind it,
    or as the indicator."""
    label, plain = clean(clause.label), reader.cell.plain
    if label and not _OWN_LABEL.search(label):
        return label
    behind = _RATE_BEHIND.search(plain, clause.end)
    quotient = plain_text(term_text(term)).removesuffix("×100%")
    another = sum(formula.own for formula in reader.cell.values(tree.Formula)) > 1
    another = another or any(band.name == quotient for band in reader.cell.values(tree.Between))
    name = clean(behind[1]) if behind else ""
    if name and (another or not same_measure(reader.measures.indicator, name)):
        return name
    return quotient if another else reader.measures.indicator


_PLANNED, _DONE = re.compile("计划|目标|任务|应|预算|指标"), re.compile("实际|已|完成")


def define_rate_of_points(reader: Reader, item: ItemDraft, clause: Clause, term: tree.Term) -> None:
    """得分=实际完成额/目标任务额×10分，完成率不足60%的不得分: the rate behind a formula is the quotient in it, not another number,
    and that of 完成任务 before it."""
    quotients = list(_quotients(term))
    found = _RATE_BEHIND.search(reader.cell.plain, clause.end) if len(quotients) == 1 else None
    bare = len(quotients) == 1 and not found and _BARE_BEHIND.match(reader.cell.plain, clause.end)
    name, measures = clean(found[1]) if found else "完成率" if bare else "", reader.measures
    said = same_name(name)
    if not name or not is_rate_name(name) or {said, own_name(measures.indicator, said)} & _known(measures):
        return
    [(done, planned)] = quotients
    stem = re.sub("率$|比例$", "", name)[-2:]
    if stem not in done.text and not (stem == "完成" and _DONE.match(done.text) and _PLANNED.search(planned.text)):
        return
    rate = definition_of(
        measures, name, tree.Binary("/", done, planned), True, reader.words_of(clause), reader.span_of(clause)
    )
    measures.apart.add(said)
    measures.define(evolve(rate, name=own_name(measures.indicator, said), said=said))
    if bare:
        item.subject = measures.rates[own_name(measures.indicator, said)].fact
    join_words(measures, item, evolve(measures.rates[own_name(measures.indicator, said)].fact, name=name))


def _quotients(term: tree.Term) -> Iterator[tuple[tree.Name, tree.Name]]:
    for one in nodes_of(term):
        match one:
            case tree.Binary("/", tree.Name() as done, tree.Name() as planned):
                yield done, planned


def _known(measures: Measures) -> set[str]:
    """What the rubric, or the cell before, says what it is."""
    return {*measures.rates, *measures.declared, *measures.facts}


def _tell_apart(measures: Measures, known: Definition, rate: Definition) -> None:
    message = f"“{rate.name}”在别处另有算式；“{measures.indicator}”按这里写的算式算，没有写算式的按那一处算"
    hint, others = "核对两处算式：是一个率的，改成一样；是两个率的，名称写全", (Place(*known.span, "另一处算式"),)
    measures.found.append(warning("definition-differs", message, *rate.span, hint=hint, others=others))
