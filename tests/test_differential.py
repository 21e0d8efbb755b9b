"""The program against a second scorer, written from the reference alone: every generated rubric, every unit.

``EVALDSL_LONG=1`` asks for thousands of rubrics instead of a few dozen.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings

from evaldsl.facts.facts_file import read_facts
from evaldsl.interpreter.curves import Undecided
from evaldsl.interpreter.expressions import keys_of
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.ranges import range_of, scope_of
from evaldsl.interpreter.reaches import Values
from evaldsl.interpreter.rubric import Kind
from evaldsl.interpreter.rubric_to_scores import score as interpreted
from evaldsl.interpreter.scores import Scorecard
from evaldsl.pipeline import format_text, load, prepare
from evaldsl.proofs.prover import Method
from evaldsl.proofs.shapes import Way, shape_of
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.verification import Verdict, verify
from tests import naive_scorer as naive
from tests.described_rules import Cell, DecidedEach, DecidedLoss, Fact, Otherwise, Table, Value, facts_of, parts_of
from tests.rubric_strategies import Chance, chances
from tests.rubric_wordings import Writer
from tests.small_wordings import decimal

LONG = os.environ.get("EVALDSL_LONG") == "1"
FINE = Fraction(1, 10_000)
RISES, FALLS = {Way.UP, Way.PEAK, Way.VALLEY, Way.MIXED}, {Way.DOWN, Way.PEAK, Way.VALLEY, Way.MIXED}


def runs(few: int, many: int) -> settings:
    """As many examples as there is time for; the few are always the same, so that nobody's work fails by chance."""
    checks, examples = list(HealthCheck), many if LONG else few
    return settings(deadline=None, suppress_health_check=checks, max_examples=examples, derandomize=not LONG)


# ---- from a description to the program and back


def loaded(text: str) -> Loaded:
    """The rubric that *text* says; such texts can always be read."""
    found = load(text, "某.rubric")
    errors = [one.message for one in found.diagnostics if one.is_error]
    assert found.rubric is not None and not errors, (text, errors)
    return found


def addresses(table: Table) -> dict[Fact, str]:
    """How a facts file calls each fact."""
    found: dict[Fact, str] = {}
    for indicator in table.indicators:
        parts = indicator.items if isinstance(indicator, Cell) else (indicator,)
        for place, part in enumerate(parts):
            for fact in facts_of(part):
                found[fact] = f"{indicator.name}.{'①②③④⑤⑥'[place]}.{fact.name}" if fact.own else fact.name
    return found | {fact: fact.name for veto in table.vetoes for fact in facts_of(veto)}


def facts_file(table: Table, facts: Mapping[Fact, Value]) -> str:
    """The facts of one unit as JSON."""
    takes = {one.decision for one in parts_of(table) if isinstance(one, DecidedLoss | DecidedEach)}
    takes |= {
        one.decision for one in parts_of(table) if isinstance(one, Otherwise) and one.how == "酌情扣分" and one.decision
    }
    names = addresses(table)
    written: dict[str, object] = {}
    for fact, value in facts.items():
        if fact not in names:
            continue
        if fact.kind == "酌情":
            assert isinstance(value, Fraction)
            way = "扣分" if fact in takes else "得分"
            written[names[fact]] = {way: decimal(value), "理由": "见底稿", "评价人": "某人"}
        elif isinstance(value, Fraction):
            written[names[fact]] = f"{decimal(value * 100)}%" if fact.kind == "比率" else decimal(value) + fact.unit
        else:
            written[names[fact]] = value
    return json.dumps(written, ensure_ascii=False)


def scored(rubric: Loaded, table: Table, facts: Mapping[Fact, Value]) -> Scorecard:
    """What the program makes of facts that it reads from a facts file."""
    assert rubric.rubric is not None
    text = facts_file(table, facts)
    read, found = read_facts(text, "某.json", rubric.rubric)
    assert not [one for one in found if one.is_error], (rubric.text, text, [one.message for one in found])
    return interpreted(prepare(rubric), read.values)


def fact_by_key(rubric: Loaded, table: Table) -> dict[str, Fact]:
    """The fact of the description for each key of the program."""
    assert rubric.rubric is not None
    named = {name: fact for fact, name in addresses(table).items()}
    return {fact.key: named.get(fact.key) or named[fact.name] for fact in rubric.rubric.facts}


def agree(card: Scorecard, table: Table, facts: Mapping[Fact, Value], text: str) -> None:
    """Every indicator, the total and the grade are as the second scorer has them."""
    wanted = naive.score(table, facts)
    for one, points in zip(card.indicators, wanted.indicators, strict=True):
        if one.score is None and one.undefined and points is not None:  # open, though it makes no difference
            assert one.interval[0] <= points <= one.interval[1], (one.name, text, facts_file(table, facts))
        else:
            assert one.score == points, (one.name, text, facts_file(table, facts))
    if card.score is not None:
        assert (card.score, card.grade) == (wanted.total, wanted.grade or card.grade), (text, facts_file(table, facts))


# ---- points


@runs(90, 6000)
@given(chances)
def test_every_rubric_scores_every_unit_as_its_words_say(chance: Chance) -> None:
    """The points of each indicator, the total and the grade are those of the second scorer."""
    table = chance.table()
    text = Writer(chance.choice).table(table)
    rubric = loaded(text)
    for _ in range(4):
        facts = chance.unit(table)
        agree(scored(rubric, table, facts), table, facts, text)


@runs(25, 1500)
@given(chances)
def test_other_words_and_other_signs_mean_the_same(chance: Chance) -> None:
    """计 or 得, ≤ or 不超过, half or full width, ① or 一是: the scores are the same, and so are those of the canonical text."""
    table = chance.table()
    texts = [Writer(chance.choice).table(table) for _ in range(2)]
    formatted, errors = format_text(texts[0], "某.rubric")
    rubrics = [loaded(text) for text in (*texts, formatted)]
    facts = chance.unit(table)
    cards = [scored(rubric, table, facts) for rubric in rubrics]

    assert not errors and format_text(formatted, "某.rubric")[0] == formatted
    assert rubrics[0].rubric == rubrics[2].rubric, (texts[0], formatted)
    assert (
        len({(card.score, card.interval, card.grade, tuple(one.score for one in card.indicators)) for card in cards})
        == 1
    ), texts


@runs(25, 1500)
@given(chances)
def test_the_order_of_items_and_of_indicators_does_not_matter(chance: Chance) -> None:
    """What does not depend on one another may stand in any order."""
    table = chance.table()
    cells = [
        replace(one, items=tuple(chance.sample(one.items, len(one.items)))) if isinstance(one, Cell) else one
        for one in table.indicators
    ]
    other = replace(table, indicators=tuple(chance.sample(cells, len(cells))))
    facts = chance.unit(table)
    first, second = (scored(loaded(Writer(chance.choice).table(one)), one, facts) for one in (table, other))

    assert (first.score, first.interval, first.grade) == (second.score, second.interval, second.grade)
    assert {one.name: one.score for one in first.indicators} == {one.name: one.score for one in second.indicators}


# ---- missing facts


@runs(25, 1500)
@given(chances)
def test_the_interval_holds_every_completion(chance: Chance) -> None:
    """Whatever the missing facts turn out to be, the score of the second scorer lies in the program's interval."""
    table = chance.table()
    text = Writer(chance.choice).table(table)
    facts = chance.unit(table)
    known = {fact: value for fact, value in facts.items() if chance.random() < 0.5}
    card = scored(loaded(text), table, known)
    for completed in (facts, *({**chance.unit(table), **known} for _ in range(3))):
        if any(fact.kind == "酌情" and fact not in completed for fact in facts_of(table)):
            continue  # a decision that this unit needs and the other did not
        wanted = naive.score(table, completed)
        for one, points in zip(card.indicators, wanted.indicators, strict=True):
            assert points is None or one.interval[0] <= points <= one.interval[1], (one.name, text, known, completed)
        if wanted.total is not None:
            assert card.interval[0] <= wanted.total <= card.interval[1]
            assert wanted.grade is None or wanted.grade in card.grades, (text, known, completed)


@runs(25, 1500)
@given(chances)
def test_the_ends_of_the_interval_are_reached(chance: Chance) -> None:
    """Facts that lead to an end of the range give the second scorer that many points, or as near as asked."""
    table = chance.table(most=1, zero=False)
    text = Writer(chance.choice).table(table)
    rubric = loaded(text)
    ready = prepare(rubric)
    expr = indicator_to_expr(ready.prepared[0].indicator)
    known = fact_by_key(rubric, table)
    try:
        low, high = range_of(expr, scope_of(ready.facts[key] for key in keys_of(expr)))
    except Undecided:
        assume(False)
    anything = chance.unit(table)
    for end in (low, high):
        values = completion(anything, known, end.near(FINE))
        points = naive.score(table, values).indicators[0]
        if isinstance(end.value, Fraction) and points is not None:
            room = Fraction(1, 2 * 10**table.conventions.decimals) + (0 if end.attained else FINE)
            assert abs(points - end.value) <= room, (text, end.value, facts_file(table, values))


def completion(facts: Mapping[Fact, Value], known: Mapping[str, Fact], values: Values) -> dict[Fact, Value]:
    """*facts* with what *values* says, 1 for what would divide by 0, and 0 for decisions that nobody took."""
    told = {known[key]: value for key, value in values.items()}
    rest = {fact: Fraction(1) if value == 0 and fact.kind == "数值" else value for fact, value in facts.items()}
    return {fact: Fraction(0) for fact in known.values() if fact.kind == "酌情"} | {**rest, **told}


# ---- proofs


@runs(8, 400)
@given(chances)
def test_both_ways_of_proving_agree_and_what_is_shown_replays(chance: Chance) -> None:
    """No Disagreement; every unit that is shown gets from the second scorer the points that are shown."""
    table = chance.table(most=1, zero=False)
    text = Writer(chance.choice).table(table)
    rubric = loaded(text)
    known = fact_by_key(rubric, table)
    anything = chance.unit(table)
    for proof in verify(rubric, Method.BOTH):
        assert proof.verdict is not Verdict.OPEN or "Quotient" in repr(table) or "公式" in text, (text, proof)
        for unit in proof.units:
            points = naive.score(table, completion(anything, known, dict(unit.values))).indicators
            assert proof.subject == "" or points[0] == unit.score.score, (text, proof.promise, unit.values)


@runs(25, 1500)
@given(chances)
def test_bounds_and_directions_that_are_proved_hold_of_every_sample(chance: Chance) -> None:
    """The second scorer stays within the range, and of two units that differ in one fact gives as the direction says."""
    table = chance.table(most=1, zero=False)
    text = Writer(chance.choice).table(table)
    rubric = loaded(text)
    ready = prepare(rubric)
    expr, known = indicator_to_expr(ready.prepared[0].indicator), fact_by_key(rubric, table)
    scope = scope_of(ready.facts[key] for key in keys_of(expr))
    first, second = (completion(chance.unit(table), known, {}) for _ in range(2))
    key = chance.choice([key for key in keys_of(expr) if ready.facts[key].kind is not Kind.CHOICE] or [""])
    assume(bool(key))
    try:
        low, high = range_of(expr, scope)
        way = shape_of(expr, key, scope).way
    except Undecided:
        assume(False)
    smaller, greater = sorted((first[known[key]], second[known[key]]))
    before, after = (naive.score(table, {**first, known[key]: value}).indicators[0] for value in (smaller, greater))
    assume(before is not None and after is not None)
    assert before is not None and after is not None
    room = Fraction(1, 2 * 10**table.conventions.decimals)

    assert low.value - room <= before <= high.value + room, text
    assert before <= after or way in FALLS, (text, key, smaller, greater)
    assert before >= after or way in RISES, (text, key, smaller, greater)
