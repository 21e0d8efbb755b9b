"""Properties that hold for every sentence, every file and every unit."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lark.exceptions import UnexpectedInput

from benchmarks.sentences import SENTENCES
from evaldsl.interpreter import missing_facts
from evaldsl.interpreter.expressions import computed
from evaldsl.interpreter.lowering import indicator_to_expr
from evaldsl.interpreter.rubric_to_scores import with_rates
from evaldsl.pipeline import check, format_text, load
from evaldsl.rubric_files.format import format_rubric
from evaldsl.rule import Rule, read_rule
from evaldsl.syntax.text_to_tree import _joined, _part, parser, text_to_tree
from evaldsl.syntax.tree_to_text import tree_to_text
from tests.strategies import altered, cells, composed, noise, points, value_of

TEN = Fraction(10)
slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

_WIDE = str.maketrans(
    {c: chr(ord(c) + 0xFEE0) for c in "0123456789%()=,;:.-"} | {"≥": "≧", "≤": "≦", "，": ",", "；": ";", "（": "("}
)


def readable(text: str, weight: Fraction | None = TEN) -> Rule:
    """The rule that *text* says; such texts always can be read."""
    rule = read_rule(text, "某指标", weight)
    assert rule.ok, (text, [d.message for d in rule.findings])
    return rule


@slow
@given(noise, st.none() | points)
def test_any_sentence_is_read_without_raising(text: str, weight: Fraction | None) -> None:
    """Any text becomes a rule or findings, every span lies inside it, and a rule that is read can be scored."""
    rule = read_rule(text, "某指标", weight)

    for finding in rule.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
    for part in text_to_tree(text)[0].parts:
        assert 0 <= part.start < part.end
    if rule.ok:
        rule.score({})


@slow
@given(st.sampled_from([text for _, _, text in SENTENCES]) | composed() | altered())
def test_formulas_alone_are_parsed_as_in_the_whole_cell(text: str) -> None:
    """The grammar reads the whole of a cell as the same parts as its tokens, with formulas by themselves, come to."""
    cell, source, found = text_to_tree(text)
    try:
        whole = parser().parse(source.text).children
    except UnexpectedInput:
        return
    if not any(one.is_error for one in found):
        parts = _joined(_part(child, 0) for child in whole)
        assert [(one.value, one.start, one.end) for one in cell.parts] == [(p.value, p.start, p.end) for p in parts]


@slow
@given(noise)
def test_any_file_is_loaded_without_raising(text: str) -> None:
    """Any text is a rule file or has findings; every span lies inside it."""
    for body in (text, f"指标 某指标（5分）\n{text}", f"等级 {text}\n约定 {text}\n数据 {text}\n计算 {text}\n例 {text}"):
        loaded = load(body, "某.rubric")
        for finding in check(loaded):
            assert 0 <= finding.start <= finding.end <= len(body)
        format_text(body, "某.rubric")


@slow
@given(cells())
def test_the_canonical_form_means_the_same_and_is_stable(text: str) -> None:
    """Reading the canonical form gives the same indicator; writing it again changes nothing."""
    rule = readable(text)
    again = readable(rule.canonical)

    assert rule.reading.indicator == again.reading.indicator
    assert rule.canonical == again.canonical


@settings(slow, derandomize=True, max_examples=300)
@given(st.one_of(altered(), composed()))
def test_writing_any_tree_twice_changes_nothing(text: str) -> None:
    """The canonical form of a text that is read is its own canonical form and means the same; every finding has its place."""
    rule = read_rule(text, "某指标", TEN)
    for finding in rule.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
    if not rule.ok:
        assert rule.canonical == text
        return
    again = read_rule(rule.canonical, "某指标", TEN)

    assert rule.reading.indicator == again.reading.indicator
    assert rule.canonical == tree_to_text(text_to_tree(rule.canonical)[0])


@settings(slow, derandomize=True, max_examples=150)
@given(composed())
def test_width_and_a_last_stop_say_nothing(text: str) -> None:
    """Half width and full width, with and without the last stop, are read alike, or refused alike."""
    bare = text.rstrip("。；;. ")
    rules = [read_rule(one, "某指标", TEN) for one in (bare, bare + "。", bare.translate(_WIDE))]

    assert len({rule.ok for rule in rules}) == 1
    assert all(rule.reading.indicator == rules[0].reading.indicator for rule in rules if rule.ok)


@settings(slow, derandomize=True, max_examples=60)
@given(st.lists(composed(), min_size=1, max_size=3))
def test_formatting_a_file_twice_changes_nothing(texts: list[str]) -> None:
    """Whether its lines are read or not."""
    once = format_rubric("\n".join(f"指标 第{place}项（5分）\n评分 {text}" for place, text in enumerate(texts)))
    assert format_rubric(once) == once


@slow
@given(cells(), st.data())
def test_typography_does_not_matter(text: str, data: st.DataObject) -> None:
    """Half and full width, blanks inside words and a missing final stop leave the meaning as it is."""
    blanks = data.draw(st.lists(st.integers(0, len(text)), max_size=5))
    other = text.translate(_WIDE)
    for place in sorted(blanks, reverse=True):
        other = other[:place] + data.draw(st.sampled_from((" ", "\u3000", "\u00a0"))) + other[place:]

    assert readable(text).reading.indicator == readable(other.removesuffix("。")).reading.indicator


@slow
@given(cells(), st.data())
def test_the_ledger_adds_up_and_agrees_with_the_lowered_expression(text: str, data: st.DataObject) -> None:
    """Deductions sum to full marks minus score; the score is the lowered expression, rounded once."""
    rule = readable(text)
    facts = {fact.key: data.draw(value_of(fact), label=fact.name) for fact in rule.reads}
    card = rule.score(facts)
    indicator = rule.reading.indicator
    assert indicator is not None and rule.scorer is not None and card.score is not None
    values, _ = with_rates(rule.scorer, facts)
    exact = computed(indicator_to_expr(indicator))(values, Fraction(0))

    assert card.score == Fraction((exact * 200 + 1) // 2, 100)
    assert sum(d.points for d in card.indicators[0].deductions) == indicator.full - card.score


@slow
@given(cells(), st.data())
def test_every_completion_lies_in_the_interval(text: str, data: st.DataObject) -> None:
    """Whatever the missing facts turn out to be, the score lies in the interval, and the interval in the bounds."""
    rule = readable(text)
    facts = {fact.key: data.draw(value_of(fact), label=fact.name) for fact in rule.reads}
    known = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    partial = rule.score({key: facts[key] for key in known})
    whole = rule.score(facts).score
    assert whole is not None and rule.bounds is not None

    assert partial.interval[0] <= whole <= partial.interval[1]
    assert rule.bounds[0] <= partial.interval[0]
    assert partial.interval[1] <= rule.bounds[1]


@slow
@given(cells(), st.sampled_from((0, 3, 30)), st.data())
def test_with_little_effort_the_interval_is_wider_and_holds_every_completion(
    text: str, effort: int, data: st.DataObject
) -> None:
    """However few cases are told apart; and what a fact is worth is never more than the whole width."""
    rule = readable(text)
    facts = {fact.key: data.draw(value_of(fact), label=fact.name) for fact in rule.reads}
    known = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    some, whole = {key: facts[key] for key in known}, rule.score(facts).score
    exact = rule.score(some)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FOR_AN_INTERVAL", "FOR_ALL_SWINGS"):
            patch.setattr(missing_facts, name, effort)
        partial = rule.score(some)

    assert whole is not None
    assert partial.interval[0] <= whole <= partial.interval[1]
    assert partial.interval[0] <= exact.interval[0] and exact.interval[1] <= partial.interval[1]
    assert {one.key for one in partial.missing} >= {one.key for one in exact.missing}
    assert all(0 <= one.swing <= partial.interval[1] - partial.interval[0] for one in partial.missing)


@slow
@given(cells(), st.data())
def test_no_item_falls_below_zero(text: str, data: st.DataObject) -> None:
    """Deductions stop at 0: 扣完为止 is the universal footnote of these tables."""
    rule = readable(text)
    score = rule.score({fact.key: data.draw(value_of(fact)) for fact in rule.reads}).score

    assert score is not None and (score >= 0 or "倒扣" in text)


@slow
@given(st.lists(cells(), min_size=1, max_size=3), st.data())
def test_mutated_rule_files_and_facts_never_raise(texts: list[str], data: st.DataObject) -> None:
    """A rule file with characters struck out, doubled or put in is read or refused, never a traceback."""
    lines = [f"指标 第{place}项（{place + 3}分）\n评分 {text}" for place, text in enumerate(texts)]
    file = list("规则集 某县\n总分 100分\n等级 优：90分以上；差：不满90分\n" + "\n".join(lines))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(file) - 1))
        file[place] = data.draw(st.sampled_from(("", file[place] * 2, "（", "\n", "#", "分", "%", "\x00", "9" * 40)))
    body = "".join(file)
    loaded = load(body, "某.rubric")

    for finding in check(loaded):
        assert 0 <= finding.start <= finding.end <= len(body)
