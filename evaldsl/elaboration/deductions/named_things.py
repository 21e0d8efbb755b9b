"""A-C每项不符合扣1.5分，D项不符合则本指标不得分: what is taken where things of the list above, named by their numbers, fail;
发生事故的，安全生产不得分: what is lost of a heading that is named."""

import itertools

from evaldsl.arrangement.joined_lists import things_of
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grouping import Clause, text_of
from evaldsl.clauses.things_named import WHOLE_LIST, Named, merely_named, names_fault, things_named
from evaldsl.elaboration.awards.titles import award_title
from evaldsl.elaboration.judging import condition_of, judgement_of
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Veto
from evaldsl.syntax import tree


def of_named(reader: Reader, clause: Clause, value: tree.Deduction | tree.Zero) -> bool:
    """Whether *clause* takes for things named of the list above; then it is done."""
    assert clause.effect is not None
    named = things_named(reader.cell.plain[clause.start : clause.effect.start])
    if named is None and isinstance(value, tree.Zero):
        return _lost(reader, clause)
    if named is None or clause.otherwise or (isinstance(value, tree.Deduction) and value.amount.is_range):
        return False
    things = things_of(reader.cell, reader.groups)
    many = len(things or reader.items)
    if many < 2:
        return False
    reader.measures.taken.update(part.start for segment in clause.segments for part in segment)
    places = named.places(many)
    if not places:
        hint = "核对编号；前面没有编号的，给每一项编上①②③"
        reader.unread(f"“{named.words}”没有读出是哪一项，前面共{many}项", *reader.span_of(clause), hint)
    elif things:
        reader.whole_list()
        _of_things(reader, clause, value, named, [things[place] for place in places])
    else:
        _of_awards(reader, clause, value, named, [reader.items[place] for place in places])
    return True


def _lost(reader: Reader, clause: Clause) -> bool:
    """未开展检查，③不得分: awards of the list above that are lost under a condition of its own, or that of what is lost before."""
    *told, last = clause.segments
    before = None if told else reader.spoken.condition_in(clause.sentence)
    if clause.otherwise or not (told or before is not None):
        return False
    name = text_of(reader.cell, last)
    named = merely_named(name)
    places = named.places(len(reader.items)) if named is not None and all(one.has_award for one in reader.items) else []
    items = [reader.items[place] for place in places] or _under_heading(reader, name)
    if not items:
        return False
    award_title(reader)
    when = condition_of(reader, items[0], evolve(clause, segments=tuple(told))) if told else before
    assert when is not None
    reader.spoken.condition = (clause.sentence, when)
    for item in items:
        item.vetoes.append(Veto(when, reader.words_of(clause), reader.span_of(clause)))
    return True


def _under_heading(reader: Reader, name: str) -> list[ItemDraft]:
    """What stands below 安全生产（6分）, or 安全生产得6分 itself, where *name* is 安全生产 or 安全生产项."""
    names = (name, name.removesuffix("项"))
    for heading in reader.stated.headings:
        if heading.name in names:
            return [*itertools.takewhile(lambda one: one.titled is None, heading.items)]
    found: list[ItemDraft] = []
    for item in reader.items:
        if found and (item.titled is not None or (reader.group.style and not item.label.startswith(found[0].label))):
            break
        if found or (item.titled is not None and any(one in names for one in item.texts)):
            found.append(item)
    return found or [one for one in reader.items if len(one.cases) == 1 and one.cases[0].text == name]


def _of_things(
    reader: Reader, clause: Clause, value: tree.Deduction | tree.Zero, named: Named, things: list[str]
) -> None:
    """Of things that have no points of their own: each is asked for as it stands in the list."""
    words, span, item = reader.words_of(clause), reader.span_of(clause), reader.item_for(clause)
    failing: list[ex.Condition] = []
    for thing in things:
        fault, asked = names_fault(thing), judgement_of(reader, item, thing)
        if named.happens and fault is None:
            hint = f"写“{named.words}不符合的”"
            reader.unread(f"“{thing}”没有写明符合时还是不符合时算“{named.words}情形”", *span, hint)
            return
        failing.append(asked if fault else ex.Not(asked))
    if isinstance(value, tree.Zero):
        several: ex.Condition = ex.All(tuple(failing)) if named.every else ex.Some(tuple(failing))
        reader.vetoes.append(Veto(failing[0] if len(failing) == 1 else several, words, span))
        return
    if len(things) > 1 and not (named.each or value.per or value.apiece):
        reader.unread(f"没有写明{named.words}是每项扣，还是一共扣", *span, f"写“{named.words}每项不符合扣…分”")
        return
    points = reader.in_points(value.amount).high
    if len(item.cases) == 1 and WHOLE_LIST.match(item.cases[0].text):
        item.cases[0].loosen(*failing)  # 全部符合得6分，①不符合扣2分: that it fails costs no more
    for one in failing:
        reader.add_effect(item, Change(one, -points, None, words, span))


def _of_awards(
    reader: Reader, clause: Clause, value: tree.Deduction | tree.Zero, named: Named, items: list[ItemDraft]
) -> None:
    """Of things with points of their own: these are not earned, which is said again, or all points go with them."""
    whole = isinstance(value, tree.Zero) and value.scope == "指标"
    points = reader.in_points(value.amount).high if isinstance(value, tree.Deduction) else None
    each = {item.cases[0].value if len(item.cases) == 1 and not item.effects else None for item in items}
    hint = f"各项得几分、扣几分写成一样的；全部扣分的，写“{named.words}不符合的，本指标不得分”"
    if any(not item.cases for item in items):
        reader.unread(f"{named.words}没有各自的得分，没有读出从哪里扣", *reader.span_of(clause))
    elif None in each or (points is not None and each != {points}):
        reader.unread("前面各项已经写明得分，这一句的扣分与各项的分数对不上", *reader.span_of(clause), hint)
    elif whole:
        reader.all_or_nothing.append((tuple(items), reader.words_of(clause), reader.span_of(clause)))
