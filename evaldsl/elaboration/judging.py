"""Judging: what the evaluator is asked where words are no comparison, and the whole condition under which a clause acts."""

from fractions import Fraction

from evaldsl.arrangement.categories import condition_among
from evaldsl.clauses.conditions import condition, judged_first
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.failings import is_weaker
from evaldsl.clauses.grouping import Clause, without_opaque
from evaldsl.clauses.judged_words import at_level
from evaldsl.clauses.limits import claimed
from evaldsl.clauses.signs import no_name, what_is_no_name
from evaldsl.clauses.two_numbers import two_numbers
from evaldsl.elaboration.reader import Reader
from evaldsl.elaboration.subjects import limits_of
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.rubric import Change, Share, Veto


def judgement_of(reader: Reader, item: ItemDraft, text: str) -> ex.Condition:
    """What *text* asks: what is known by these words already, or the contrary of it, else a judgement of its own."""
    strange = no_name(without_opaque(text))
    if strange:
        reader.unread(what_is_no_name(text, strange), *item.span)
    text = reader.measures.indicator if text in ("是", "有", "能") else text
    if "级" in text:
        text = at_level(text, (case.text for one in reversed(reader.group.items) for case in reversed(one.cases)))
    denied = reader.measures.denied(text)
    if denied is not None:
        return ex.Not(ex.Holds(denied.key))
    chosen = reader.measures.chosen(text)
    if chosen is not None:
        return ex.Is(*chosen)
    numbers = two_numbers(reader.cell, reader.measures, text, item.cases[0].others if item.cases else [])
    return numbers or ex.Holds(reader.measures.judgement(text.replace("是否", ""), item.label).key)


def condition_of(reader: Reader, item: ItemDraft, clause: Clause) -> ex.Condition:
    """The whole condition of *clause*, for effects that are no bands."""
    found = condition(reader.cell, clause)
    judged = [judgement_of(reader, item, found.judged)] if found.compared and judged_first(reader.cell, found) else []
    taken = [*item.ranges, *(one for case in item.cases for one in case.limits)]
    limits = [claimed(one, taken).condition() for one in limits_of(reader, item, clause, found.compared)]
    if found.judged and not judged:
        judged = [judgement_of(reader, item, found.judged)]
    of: list[ex.Condition] = [*judged, *([ex.Some(tuple(limits))] if found.either else limits)]
    if found.any_of:
        of = [ex.Some((*judged, *limits))]
    if clause.among is not None:
        of.append(condition_among(reader.measures, item.label, clause.among))
    return of[0] if len(of) == 1 else ex.All(tuple(of))


def spare(reader: Reader, item: ItemDraft, words: str) -> bool:
    """未建立的不得分；制度不完善的扣1分: whether *words* keep what is left of the award, so that 不得分 is for its own alone."""
    award = item.cases[0].text if item.denied and item.cases else ""
    if isinstance(item.otherwise, Change) or not is_weaker(words, item.denied, award):
        return False
    if isinstance(item.otherwise, Share):
        item.vetoes.append(Veto(judgement_of(reader, item, item.denied), item.denied, item.otherwise.span))
        item.otherwise = None
    return True


def add_change(reader: Reader, item: ItemDraft, clause: Clause, points: Fraction) -> Change:
    spared = spare(reader, item, reader.words_of(clause))
    when = condition_of(reader, item, clause) if clause.segments or clause.among else ex.TRUE
    if spared:
        item.cases[0].loosen(when)
    effect = Change(when, points, None, reader.words_of(clause), reader.span_of(clause))
    reader.add_effect(item, effect)
    reader.spoken.condition = (clause.sentence, when)
    return effect
