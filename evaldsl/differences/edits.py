"""What was changed: sentence by sentence in each indicator, and what surrounds the indicators."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from evaldsl.differences.matching import Match, item_words, matched_items, pair_up
from evaldsl.differences.wording import Piece, changes, likeness, same_words
from evaldsl.interpreter.expressions import Number
from evaldsl.interpreter.lowering import whole_item
from evaldsl.interpreter.rubric import (
    Case,
    Conventions,
    Effect,
    Fact,
    GradeBand,
    GradeRule,
    Indicator,
    Item,
    Ladder,
    Rubric,
    Share,
    Span,
)
from evaldsl.interpreter.values import decimal_text

SENTENCE = 0.4
NO_POINTS = Share(Number(Fraction(0)))


@frozen
class Otherwise:
    """What stands after the cases of a ladder; *effect* as it acts on the whole stake."""

    effect: Effect


Part = Item | Effect | Case | Otherwise | GradeRule


@frozen
class Sentence:
    """A sentence of a rubric: *words* as published, *part* what it means (of an item: where its points begin)."""

    words: str
    part: Part
    item: Item
    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class SentenceEdit:
    """A sentence that was changed, put in (*before* is None), left out (*after* is None) or *moved*."""

    address: str
    before: Sentence | None
    after: Sentence | None
    moved: bool = False

    @property
    def counts(self) -> bool:
        """Whether the meaning changed, not the words alone."""
        before, after = self.before, self.after
        if before is None or after is None:
            return any(one is not None and one.part != Otherwise(NO_POINTS) for one in (before, after))
        if isinstance(before.part, Item) and not same_words(before.words, after.words):
            return bare(before.item) != bare(
                after.item
            )  # the words in which an item begins may say more than its points
        return self.moved or before.part != after.part


@frozen
class Edit:
    """Something else that was changed: *subject* says what, *before* and *after* are words, empty for none."""

    address: str
    subject: str
    before: str
    after: str
    counts: bool = True


AnyEdit = Edit | SentenceEdit


# ---- indicators


def indicator_edits(match: Match) -> list[AnyEdit]:
    """Everything that was changed in one indicator, in the order of its sentences."""
    before, after = match.before, match.after
    if before is None or after is None:
        return _come_or_gone(before, after)
    found: list[AnyEdit] = []
    name = before.name
    if not same_words(before.name, after.name):
        found.append(Edit(name, "名称", before.name, after.name))
    if before.path[:-1] != after.path[:-1]:
        found.append(Edit(name, "所属", "、".join(before.path[:-1]), "、".join(after.path[:-1])))
    if match.moved:
        found.append(Edit(name, "次序", "", "", counts=False))
    if before.full != after.full:
        found.append(Edit(name, "分值", _points(before.full), _points(after.full)))
    matches = matched_items(before, after)
    for items in matches:
        found += _item_edits(name, items, len(before.items), len(after.items))
    found += _sentence_edits(name, _whole_sentences(before), _whole_sentences(after))
    for subject, one, other in (
        ("解释", before.explanation, after.explanation),
        ("数据来源", before.source, after.source),
    ):
        if not same_words(one, other):
            found.append(Edit(name, subject, one, other, counts=False))
    return found


def _come_or_gone(before: Indicator | None, after: Indicator | None) -> list[AnyEdit]:
    one = before or after
    assert one is not None
    said = f"{'、'.join((*one.path[:-1], one.name))}（{_points(one.full)}）"
    found: list[AnyEdit] = [Edit(one.name, "指标", said if before else "", said if after else "")]
    for item in one.items:
        words = item_words(item)
        for sentence in sentences(item):
            if sentence.words in words:
                words.remove(sentence.words)
                address = _address(one.name, item, len(one.items))
                found.append(SentenceEdit(address, sentence if before else None, sentence if after else None))
    whole = (
        SentenceEdit(one.name, each if before else None, each if after else None) for each in _whole_sentences(one)
    )
    return [*found, *whole]


def _address(name: str, item: Item, count: int) -> str:
    return f"{name}.{item.label}" if count > 1 and item.label else name


def _item_edits(name: str, items: Match, ours: int, theirs: int) -> list[AnyEdit]:
    before, after = items.before, items.after
    address = _address(name, before or after, max(ours, theirs))
    if before is None or after is None:
        return _sentence_edits(address, sentences(before) if before else [], sentences(after) if after else [])
    found: list[AnyEdit] = []
    if before.label != after.label and max(ours, theirs) > 1:
        found.append(Edit(address, "编号", before.label, after.label, counts=False))
    found += _sentence_edits(address, sentences(before), sentences(after))
    return [one for one in found if not (isinstance(one, SentenceEdit) and _is_said(one, found, before, after))]


def _is_said(edit: SentenceEdit, others: Sequence[AnyEdit], before: Item, after: Item) -> bool:
    """Whether other sentences of the item say the same: its opening words may be those of its first award."""
    every = [one for one in others if isinstance(one, SentenceEdit) and one is not edit]
    if edit.before is None or edit.after is None:
        opening = same_words(before.words, after.words) or any(_opens(one) for one in every)
        return opening and _words(edit) in ((before.words, ""), ("", after.words))
    if not _opens(edit):
        return False
    if same_words(*_words(edit)):
        return _stakes(before, after) in {piece for one in every for piece in word_changes(one)}
    return any(_words(one) == _words(edit) for one in every)


def _opens(edit: SentenceEdit) -> bool:
    """Whether it is the change of the words in which an item begins."""
    return edit.before is not None and edit.after is not None and isinstance(edit.before.part, Item)


def _words(edit: SentenceEdit) -> tuple[str, str]:
    return edit.before.words if edit.before else "", edit.after.words if edit.after else ""


def word_changes(edit: SentenceEdit) -> list[Piece]:
    """The pieces of its words that were changed."""
    return changes(edit.before.words, edit.after.words) if edit.before and edit.after else []


def bare(item: Item) -> Item:
    """An item without its number and its words: what it means."""
    return evolve(item, label="", words="")


def _stakes(before: Item, after: Item) -> tuple[str, str]:
    return _points(before.stake), _points(after.stake)


def _points(value: Fraction) -> str:
    return f"{decimal_text(value)}分"


def sentences(item: Item) -> list[Sentence]:
    """The sentences of an item: where its points begin, then its effects, a ladder case by case."""
    found = [one for effect in item.effects for one in _of_effect(effect, item)]
    shell = evolve(bare(item), effects=())
    if item.effects and isinstance(item.effects[0], Ladder | Share):
        shell = evolve(shell, opening=item.stake)  # its first rule sets the points anyway
    return [Sentence(item.words, shell, item, item.span), *found]


def _of_effect(effect: Effect, item: Item) -> Iterator[Sentence]:
    if not isinstance(effect, Ladder):
        yield Sentence(effect.words, effect, item, effect.span)
        return
    for case in effect.cases:
        yield Sentence(case.words or effect.words, case, item, case.span)
    if effect.otherwise is not None:
        words = effect.otherwise.words
        if words != effect.words or effect.otherwise != NO_POINTS:
            yield Sentence(words, Otherwise(effect.otherwise), item, effect.otherwise.span)


def _whole_sentences(indicator: Indicator) -> list[Sentence]:
    """What acts on the sum of its items, and what fixes the grade."""
    whole = whole_item(indicator)
    found = [one for effect in indicator.effects for one in _of_effect(effect, whole)]
    return [*found, *(Sentence(rule.words, rule, whole, rule.span) for rule in indicator.grade_rules)]


def _sentence_edits(address: str, before: Sequence[Sentence], after: Sequence[Sentence]) -> list[AnyEdit]:
    return [
        SentenceEdit(address, match.before, match.after, match.moved and _order_matters(match.before))
        for match in pair_up(before, after, _alike, SENTENCE)
        if match.moved
        or match.before is None
        or match.after is None
        or match.before.part != match.after.part
        or not same_words(match.before.words, match.after.words)
    ]


def _order_matters(sentence: Sentence) -> bool:
    return not isinstance(sentence.part, Item | GradeRule)


def _alike(one: Sentence, other: Sentence) -> float:
    if isinstance(one.part, Item) or isinstance(other.part, Item):
        return 3.0 if isinstance(one.part, Item) and isinstance(other.part, Item) else 0.0
    kind = 0.2 * (type(one.part) is type(other.part))
    return (1.0 if one.part == other.part else 0.0) + likeness(one.words, other.words) + kind


# ---- what surrounds the indicators


def head_edits(first: Rubric, second: Rubric) -> list[AnyEdit]:
    """What was changed in the head: points, grades, conventions, facts, definitions, what fixes the grade."""
    found: list[AnyEdit] = []
    if first.full != second.full:
        found.append(Edit("", "总分", _points(first.full), _points(second.full)))
    found += grade_edits(first.grades, second.grades)
    found += _conventions(first.conventions, second.conventions)
    found += _facts(first, second)
    found += _definitions(first, second)
    nothing = Item("", Fraction(0), (), Fraction(0))
    rules = [[Sentence(rule.words, rule, nothing, rule.span) for rule in one.grade_rules] for one in (first, second)]
    found += _sentence_edits("", rules[0], rules[1])
    heads = [dict(one.head) for one in (first, second)]
    for key in dict.fromkeys([*heads[0], *heads[1]]):
        if key not in ("语法", "总分", "等级", "约定"):
            one, other = (head.get(key, "") for head in heads)
            if not same_words(one, other):
                found.append(Edit("", key, one, other, counts=False))
    return found


def grade_edits(first: Sequence[GradeBand], second: Sequence[GradeBand]) -> Iterator[Edit]:
    """Which grades begin or end at other totals."""
    ours, theirs = ({band.word: band for band in bands} for bands in (first, second))
    for word in dict.fromkeys([*ours, *theirs]):
        if ours.get(word) != theirs.get(word):
            yield Edit("", f"等级“{word}”", _band(ours.get(word)), _band(theirs.get(word)))


def _band(band: GradeBand | None) -> str:
    """80分（含）-90分"""
    if band is None:
        return ""
    low = "" if band.low is None else f"{_points(band.low)}{'（含）' if band.low_in else '（不含）'}"
    high = "" if band.high is None else f"{_points(band.high)}{'（含）' if band.high_in else '（不含）'}"
    return f"{low}-{high}" if low and high else f"{low}以上" if low else f"{high}以下" if high else "任何总分"


_ON_ZERO = {None: "没有约定", "满分": "得满分", "不得分": "不得分"}
_PART_STEPS = {None: "没有约定", "进一": "按一步计", "整步": "不计", "按比例": "按比例计"}
_BONUS = {None: "没有约定", True: "可以超过", False: "不得超过"}


def _conventions(one: Conventions, other: Conventions) -> Iterator[Edit]:
    if one.part_step != other.part_step:
        yield Edit("", "约定：不足一步的", _PART_STEPS[one.part_step], _PART_STEPS[other.part_step])
    if one.zero_denominator != other.zero_denominator:
        yield Edit("", "约定：分母为0的", _on_zero(one.zero_denominator), _on_zero(other.zero_denominator))
    if one.decimals != other.decimals:
        yield Edit("", "约定：得分保留", f"{one.decimals}位小数", f"{other.decimals}位小数")
    if one.bonus_over_full != other.bonus_over_full:
        yield Edit("", "约定：加分超过分值", _BONUS[one.bonus_over_full], _BONUS[other.bonus_over_full])


def _on_zero(convention: str | Fraction | None) -> str:
    if isinstance(convention, Fraction):
        return f"比率按{decimal_text(convention * 100)}%计"
    return _ON_ZERO[convention]


def _facts(first: Rubric, second: Rubric) -> Iterator[Edit]:
    """Facts of the whole rubric; those of one sentence change with the sentence."""
    ours, theirs = (
        {fact.key: fact for fact in one.facts if fact.address in ("", fact.name)} for one in (first, second)
    )
    for key in dict.fromkeys([*ours, *theirs]):
        one, other = ours.get(key), theirs.get(key)
        before, after = (_fact(fact) if fact is not None else "" for fact in (one, other))
        if before != after:
            yield Edit("", f"数据“{key}”", before, after)
        elif one is not None and other is not None:
            for subject, said, now in (("含义", one.meaning, other.meaning), ("来源", one.source, other.source)):
                if not same_words(said, now):
                    yield Edit("", f"数据“{key}”的{subject}", said, now, counts=False)


def _fact(fact: Fact) -> str:
    """比率，0%-100%"""
    times, unit = (100, "%") if fact.unit == "%" or fact.kind.value == "比率" else (1, fact.unit)
    ends = [None if end is None else f"{decimal_text(end * times)}{unit}" for end in (fact.low, fact.high)]
    limits = ""
    if ends[0] is not None and ends[1] is not None:
        limits = f"{ends[0]}-{ends[1]}"
    elif ends[0] is not None or ends[1] is not None:
        limits = f"不小于{ends[0]}" if ends[0] is not None else f"不大于{ends[1]}"
    signed = "可以为负" if fact.signed else ""
    parts = [fact.kind.value, fact.unit if fact.kind.value != "比率" else "", limits, fact.listed, signed]
    return "，".join(part for part in parts if part)


def _definitions(first: Rubric, second: Rubric) -> Iterator[Edit]:
    ours, theirs = ({one.name: one for one in rubric.definitions} for rubric in (first, second))
    for name in dict.fromkeys([*ours, *theirs]):
        one, other = ours.get(name), theirs.get(name)
        before, after = (rate.words if rate is not None else "" for rate in (one, other))
        if one != other:
            yield Edit("", f"计算“{name}”", before, after)
        elif not same_words(before, after):
            yield Edit("", f"计算“{name}”", before, after, counts=False)
