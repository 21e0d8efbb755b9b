"""评价结果为优的加2分，良的加1分，差的不加分: bonuses for the grades of one thing are one choice, and do not add up."""

from fractions import Fraction

from evaldsl.clauses.conditions import condition
from evaldsl.clauses.drafts import ItemDraft
from evaldsl.clauses.grade_words import graded, is_appraisal
from evaldsl.clauses.grouping import Clause
from evaldsl.elaboration.bands.choices import OTHER, graded_name
from evaldsl.elaboration.reader import Reader
from evaldsl.interpreter import expressions as ex
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.rubric import Change, Kind


def graded_bonus(reader: Reader, item: ItemDraft, clause: Clause, points: Fraction) -> bool:
    """Whether *clause* adds *points* for one more grade of what the bonus right before it grades."""
    last = reader.spoken.last_change
    if not isinstance(last, Change) or clause.otherwise or clause.among is not None:
        return False
    found = condition(reader.cell, clause)
    when = None if found.compared else _one_more(reader, item, last, found.judged)
    if when is None:
        return False
    reader.add_effect(item, Change(when, points, None, reader.words_of(clause), reader.span_of(clause)))
    reader.spoken.condition = (clause.sentence, when)
    return True


def withheld_grade(reader: Reader, text: str) -> bool:
    """Whether *text*, 差 of 差的不加分, is a grade for which none of the bonuses before it is; then it is a word of the choice."""
    item, last = reader.group.last, reader.spoken.last_change
    if item is None or not isinstance(last, Change):
        return False
    return _one_more(reader, item, last, text.removesuffix("的")) is not None


def _one_more(reader: Reader, item: ItemDraft, last: Change, text: str) -> ex.Is | None:
    """That *text* grades what the condition of the bonus *last* grades, which is a choice from then on; None where it does not."""
    facts, said = reader.measures.facts, graded(text)
    if said is None or last.points <= 0 or last not in item.effects:
        return None
    match last.condition:
        case ex.Holds(key):
            first = graded(facts[key].name) if key in facts else None
            if first is None or said[0] not in ("", first[0]) or not _are_grades(first[1], said[1]):
                return None
            fact = reader.measures.choice(graded_name(reader, first[0]), item.label, (first[1], said[1], OTHER))
            facts.drop(key)
            reader.replace_effect(item, last, evolve(last, condition=ex.Is(fact.key, first[1])))
        case ex.Is(key, word) if facts[key].kind is Kind.CHOICE:
            fact = facts[key]
            if said[0] not in ("", fact.name) or said[1] in fact.choices or not _are_grades(word, said[1]):
                return None
            others = tuple(one for one in fact.choices if one != OTHER)
            facts[key] = evolve(fact, choices=(*others, said[1], OTHER))
        case _:
            return None
    return ex.Is(fact.key, said[1])


def _are_grades(one: str, other: str) -> bool:
    return one != other and is_appraisal([one, other])
