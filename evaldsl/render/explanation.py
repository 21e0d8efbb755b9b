"""One indicator's story: the clauses as published, the numbers put in, what is left after each, what full marks need."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from evaldsl.interpreter.decided_ranges import chosen_points
from evaldsl.interpreter.expressions import (
    Expr,
    Number,
    Rest,
    computed,
    decided,
    keys_of,
)
from evaldsl.interpreter.lowering import effect_to_expr, indicator_to_expr
from evaldsl.interpreter.reasons import effect_reason
from evaldsl.interpreter.rubric import (
    Cap,
    Case,
    Effect,
    Indicator,
    Item,
    Kind,
    Ladder,
    Share,
)
from evaldsl.interpreter.rubric_to_scores import FORMULA, Scorer, base_facts, score, scorer, with_rates
from evaldsl.interpreter.scores import Deduction, IndicatorScore
from evaldsl.interpreter.value_words import value_text
from evaldsl.interpreter.values import NOTHING, decimal_text
from evaldsl.render.diagnostics import Source
from evaldsl.render.full_marks import adds, after_effect, needs
from evaldsl.render.meaning import (
    STAKE,
    effect_lines,
    grade_rule_words,
    item_title,
    measure_words,
    whole_item,
)
from evaldsl.render.names import item_label, place_of, published_words
from evaldsl.render.numbers import as_printed, interval_text, moved_text, points_text
from evaldsl.render.put_in import rate_text, with_values
from evaldsl.render.widths import clean, display_width, one_line, quoted, wrap
from evaldsl.text.typography import curly, plain_text, with_chinese_marks

if TYPE_CHECKING:
    from evaldsl.facts.unit_facts import Evidence

Values = Mapping[str, Fraction | bool | str]


@frozen
class Story:
    """Everything that an explanation is told from. *rules* is the rule file, for the words as published."""

    scorer: Scorer
    indicator: Indicator
    score: IndicatorScore
    known: Values
    rules: Source
    grounds: "Mapping[str, Evidence]" = field(factory=dict)

    @property
    def values(self) -> Values:
        """What is known, rates included."""
        return with_rates(self.scorer, self.known)[0]

    def quoted(self, span: tuple[int, int], words: str, width: int) -> Iterator[str]:
        """The words as they stand in the rule file; those of a default rule, which stand elsewhere, as they are read here."""
        said = published_words(self.rules.text, span, words)
        if place_of(self.rules.text, span, words):
            return _lines(said, width, "  原文  ")
        return self.read_as(said, width)

    def read_as(self, words: str, width: int) -> Iterator[str]:
        """The words of a default rule with the target in it, unless that is how it is written."""
        written = self.rules.text[slice(*self.indicator.default or (0, 0))]
        if plain_text(words) not in plain_text(written):
            yield from _lines(with_chinese_marks(words), width, "  读作  ")

    def by_default(self, width: int) -> Iterator[str]:
        """The target and the rule that scores it, each as its line has it, where the indicator has no rule of its own."""
        default = self.indicator.default
        for start, end in (self.indicator.items[0].span, default) if default else ():
            first = self.rules.starts[self.rules.position(start)[0] - 1]
            words = published_words(self.rules.text, (first, end), self.rules.text[first:end])
            yield from _lines(f"{words}（{self.rules.told(start, end)}）", width, "  原文  ")


def explanation(story: Story, width: int = 100) -> str:
    """The whole story as text."""
    indicator, found = story.indicator, story.score
    lines = wrap(one_line(f"{indicator.name}（{decimal_text(indicator.full)}分）"), width)
    if len(indicator.path) > 1:
        lines.append(one_line(" > ".join(indicator.path[:-1])))
    result = points_text(found.score) if found.score is not None else f"待定，{interval_text(found.interval)}"
    lines += ["", f"得分  {result}"]
    if indicator.default:
        lines += ["", *story.by_default(width)]
    for item in indicator.items:
        lines += [*[""][: not indicator.default], *_item(story, item, width)]
    lines += _whole(story, width)
    lines += _grading(story, width)
    lines += _shown_facts(story, width)
    if found.missing:
        lines += ["", f"还缺的数据（{len(found.missing)}项）", *_missing(story, width)]
    return "\n".join(lines) + "\n"


# ---- items


def _item(story: Story, item: Item, width: int) -> Iterator[str]:
    title = item_title(item, len(story.indicator.items))
    if title:
        yield one_line(title)
    values = story.values
    told: set[str] = set()
    rest, lacking = item.opening, False
    if not (item.effects and isinstance(item.effects[0], Ladder | Share)):
        if item.words and (not item.effects or item.span != item.effects[0].span):
            yield from story.quoted(item.span, item.words, width)
        yield f"    {'先计满分' if item.opening == item.stake else '起点'}  {points_text(item.opening)}"
    for effect in item.effects:
        if story.indicator.default:
            yield from story.read_as(_read(effect), width)
        else:
            said = _applied(effect, values)
            yield from story.quoted(said.span, said.words, width)
        expr = effect_to_expr(effect, item)
        for key in keys_of(expr):
            if key in story.scorer.rates and key in values and key not in told:
                told.add(key)
                yield from _lines(rate_text(story.scorer, key, values), width, "    算得  ")
        asked = [key for key in keys_of(expr) if key not in values]
        after = None if lacking else after_effect(expr, values, rest)
        if after is None:
            for line in effect_lines(effect, item, story.scorer.facts):
                yield from _lines(line, width, "    规则  ")
            if asked:
                yield from _lines(_asked_text(story, asked), width, "    缺数据  ")
            elif not lacking:
                yield from _lines(_undefined(story, FORMULA), width, "    计算  ")
            lacking = True
            continue
        for line in _calculated(story, effect, item, rest, after):
            yield from _lines(line, width, "    计算  ")
        yield f"    余下  {points_text(after)}"
        rest = after
    if lacking:
        low, high = _item_interval(story, item, story.known)
        lacking = low != high
        rest = low if isinstance(low, Fraction) else rest
    if lacking:
        yield f"  本项待定：{interval_text((low, high))}"
    else:
        yield f"  本项得{points_text(rest)}{_beside(rest, item.stake)}"
    goal = _goal(story.indicator, item)
    if lacking or rest < goal:
        most = _item_interval(story, item, {})[1]
        if most < goal:
            yield f"  得不到满分：怎样都最多得{points_text(most)}"
            return
        for place, need in enumerate(needs(item, values, story.scorer.facts, goal)):
            yield from _lines(need, width, "        且  " if place else "  得满分须  ")


def _undefined(story: Story, name: str) -> str:
    """That what is called *name* divides by 0, and what the rubric says of that."""
    said = {"满分": "按约定得满分", "不得分": "按约定不得分"}
    return f"{name}的分母为0，{said.get(str(story.scorer.rubric.conventions.zero_denominator), '算不出来')}"


def _applied(effect: Effect, values: Values) -> Effect | Case:
    """The band of *effect* that holds, where all that tells it is known and it has words of its own; else all of it."""
    if isinstance(effect, Ladder) and all(key in values for case in effect.cases for key in keys_of(case.condition)):
        held = next((case for case in effect.cases if decided(case.condition)(values, NOTHING)), effect.otherwise)
        return held if held is not None and held.words else effect
    return effect


def _read(effect: Effect) -> str:
    """All the words of *effect*: 达到12台得满分；未达到的按比例得分."""
    otherwise = effect.otherwise if isinstance(effect, Ladder) else None
    return f"{effect.words}；{otherwise.words}" if otherwise is not None and otherwise.words else effect.words


def _beside(points: Fraction, stake: Fraction) -> str:
    """Beside the points of an item: what it could have given, or what stands above it."""
    if points == stake:
        return ""
    return (
        f"（满分{points_text(stake)}）"
        if points < stake
        else f"（{points_text(stake)}之外加{points_text(points - stake)}）"
    )


def _goal(indicator: Indicator, item: Item) -> Fraction:
    """The points that make an item full: its stake, with what no item holds when a bonus of this one can fill it."""
    open_points = indicator.full - sum((one.stake for one in indicator.items), NOTHING)
    alone = len(indicator.items) == 1 and any(adds(effect) for effect in item.effects)
    return item.stake + max(open_points, NOTHING) if alone else item.stake


def _calculated(story: Story, effect: Effect, item: Item, rest: Fraction, after: Fraction) -> Iterator[str]:
    """What *effect* did, and a formula with the numbers put in."""
    values, facts = story.values, story.scorer.facts
    if isinstance(effect, Cap) and after == rest:
        yield f"没有超过{points_text(effect.points)}"
        return
    formula = _formula(effect, values)
    if formula is None or not isinstance(effect, Share):
        reason = effect_reason(effect, item, facts)(values, rest - after)
        yield reason if formula is None else re.split("，按(?:比例|公式)得", reason)[0]
    if formula is not None:
        put_in = measure_words(formula, with_values(facts, values, formula)).replace(STAKE, points_text(item.stake))
        due = points_text(computed(formula)(values, item.stake))
        yield f"得分＝{measure_words(formula, facts)}＝{put_in}＝{due}"


def _formula(effect: Effect, values: Values) -> Expr | None:
    """The formula that gave the points, when it was one."""
    points: Expr | None = None
    if isinstance(effect, Share):
        points = effect.points
    elif isinstance(effect, Ladder):
        held = next((case for case in effect.cases if decided(case.condition)(values, NOTHING)), None)
        points = held.points if held is not None else _formula(effect.otherwise, values) if effect.otherwise else None
    plain = points is None or isinstance(points, Number | Rest) or chosen_points(points) is not None
    return None if plain else points


def _item_interval(story: Story, item: Item, known: Values) -> tuple[Fraction | float, Fraction | float]:
    """What the item can give where *known* is known: the same rubric with nothing but this item in it."""
    alone = evolve(story.indicator, items=(item,), effects=(), grade_rules=(), full=item.stake)
    rubric = evolve(story.scorer.rubric, indicators=(alone,), grade_rules=(), grades=())
    return score(scorer(rubric), known).interval


def _asked_text(story: Story, keys: Sequence[str], labelled: bool = False) -> str:
    """The names of what is missing, with the numbers of their items where none stands above."""
    found: dict[str, None] = {}
    for key in keys:
        for base in base_facts(story.scorer, key):
            if base not in story.known:
                fact = story.scorer.facts[base]
                found.setdefault(f"{item_label(fact.address, fact.name) if labelled else ''}{fact.name}")
    if found:
        return "、".join(quoted(name) for name in found)
    return "、".join(_undefined(story, quoted(story.scorer.facts[key].name)) for key in keys)


def _whole(story: Story, width: int) -> Iterator[str]:
    """What acts on the sum of the items, each with what it moved and what is left, and what else was moved."""
    indicator, told = story.indicator, {e.span for item in story.indicator.items for e in item.effects}
    whole = whole_item(indicator)
    if indicator.effects:
        yield ""
        yield "整个指标"
    for effect in indicator.effects:
        reads = keys_of(effect_to_expr(effect, whole))
        yield from story.quoted(effect.span, effect.words, width)
        asked = [key for key in reads if key not in story.values]
        if asked:
            yield from _lines(_asked_text(story, asked, True), width, "    缺数据  ")
            continue
        acted = [taken for taken in story.score.deductions if not taken.label and taken.span == effect.span]
        for taken in acted if effect.span not in told else ():
            yield from _lines(_moved(taken), width, "    计算  ")
        if not acted:
            yield "    没有因此加减分"
        told.add(effect.span)
    for taken in story.score.deductions:
        if not taken.label and taken.span not in told:
            said = _moved(taken)
            if taken.reason.startswith("四舍五入") and story.score.score is not None:
                rounding = as_printed(story.score.score + taken.points) - story.score.score
                said = f"{taken.reason}，{moved_text(rounding)}，得{points_text(story.score.score)}"
            yield from _lines(said, width, "  ")


def _moved(taken: Deduction) -> str:
    """What was moved and why, said once: 问题2处，每处扣1分，扣2分."""
    moved = moved_text(taken.points)
    return taken.reason if taken.reason.endswith(moved) else f"{taken.reason}，{moved}"


def _grading(story: Story, width: int) -> Iterator[str]:
    """What the indicator says of the grade, and whether it holds."""
    if story.indicator.grade_rules:
        yield from ("", "等级")
    for rule in story.indicator.grade_rules:
        yield from story.quoted(rule.span, rule.words, width)
        yield from _lines(grade_rule_words(rule, story.scorer.facts), width, "    规则  ")
        asked = [key for key in keys_of(rule.condition) if key not in story.values]
        if asked:
            yield from _lines(_asked_text(story, asked, True), width, "    缺数据  ")
        else:
            yield f"    {'成立' if decided(rule.condition)(story.values, NOTHING) else '不成立，不影响等级'}"


# ---- facts


def _shown_facts(story: Story, width: int) -> Iterator[str]:
    keys: dict[str, None] = {}
    of_grade = (key for rule in story.indicator.grade_rules for key in keys_of(rule.condition))
    for key in (*keys_of(indicator_to_expr(story.indicator)), *of_grade):
        for base in base_facts(story.scorer, key):
            keys.setdefault(base)
    facts = story.scorer.facts
    known = sorted((key for key in keys if key in story.known), key=story.scorer.order.__getitem__)
    if known:
        yield ""
        yield "用到的数据"
    for key in known:
        fact = facts[key]
        yield from _lines(f"{fact.address or fact.name}：{value_text(fact, story.known[key])}", width, "  ")
        grounds = story.grounds.get(key)
        if grounds is None:
            continue
        if grounds.on:
            yield from _lines(grounds.on, width, "    ")
        for word, said in (("依据", grounds.basis), ("理由", grounds.reason), ("评价人", grounds.evaluator)):
            if said:
                yield from _lines(said, width, f"    {word}  ")


def _missing(story: Story, width: int) -> Iterator[str]:
    for key in story.score.missing:
        fact = story.scorer.facts[key]
        unit = f"，单位：{fact.asked_unit}" if fact.unit and fact.kind is not Kind.RATIO else ""
        choices = f"，可填：{fact.listed}" if fact.choices else ""
        yield from _lines(f"{fact.address or fact.name}（{fact.kind.value}{unit}{choices}）", width, "  - ")


def _lines(words: str, width: int, head: str) -> Iterator[str]:
    """*words* after *head*, the lines below indented as far."""
    indent = " " * display_width(head)
    first, *more = wrap(clean(curly(words)), max(width - len(indent), 20))
    yield f"{head}{first}"
    yield from (f"{indent}{line}" for line in more)


__all__ = ["Story", "explanation"]
