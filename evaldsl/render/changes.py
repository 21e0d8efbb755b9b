"""What was changed in a rubric, sentence by sentence, as pieces of words that every format shows in its own way."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from evaldsl.differences.edits import AnyEdit, Edit, Otherwise, Sentence, SentenceEdit, word_changes
from evaldsl.differences.wording import Piece, changes, pieces, same_words
from evaldsl.interpreter.rubric import Case, Fact, GradeRule, Item, Ladder
from evaldsl.interpreter.values import decimal_text
from evaldsl.render.meaning import effect_lines, grade_rule_words
from evaldsl.render.widths import one_line, published

Facts = Mapping[str, Fact]
NOT_THERE = "（没有）"


@frozen
class ChangeLine:
    """One line about a change: where (*place*), what sort of change (*kind*), and its *pieces*."""

    place: str
    kind: str
    pieces: tuple[Piece, ...]
    counts: bool = True

    def plain(self) -> str:
        """每超出1%扣 0.2分 → 0.1分，扣完为止"""
        return " ".join(part for part in (self.kind, pieces_text(self.pieces)) if part)


def pieces_text(shown: Sequence[Piece]) -> str:
    """The pieces in one line of text."""
    text = ""
    for place, (before, after) in enumerate(shown):
        if same_words(before, after):
            text += after
        elif before and after:
            following = shown[place + 1][1] if place + 1 < len(shown) else ""
            text += f"{' ' if text else ''}{before} → {after}{' ' if following[:1] not in '，。；、,;（(）)' else ''}"
        else:
            text += f"〔增：{after}〕" if after else f"〔删：{before}〕"
    return one_line(text.rstrip())


def change_lines(edits: Sequence[AnyEdit], name: str, facts: Facts) -> list[ChangeLine]:
    """The lines about *edits*; *name* is the indicator under which they stand."""
    told: dict[str, set[Piece]] = {}
    for edit in edits:
        if isinstance(edit, SentenceEdit):
            told.setdefault(edit.address, set()).update(word_changes(edit))
    found: list[ChangeLine] = []
    for edit in edits:
        place = edit.address.removeprefix(name).lstrip(".")
        if isinstance(edit, Edit):
            found.append(_plain_edit(edit, place))
        else:
            found += _sentence_lines(edit, place, facts, told[edit.address])
    return found


def _plain_edit(edit: Edit, place: str) -> ChangeLine:
    if edit.subject == "次序":
        return ChangeLine(place, "次序", (("", "在各指标中的位置变了"),), counts=False)
    if edit.subject == "指标":
        kind, words = ("新增指标", edit.after) if edit.after else ("删去指标", edit.before)
        return ChangeLine(place, kind, ((words, words),))
    if edit.subject.startswith("计算") and edit.before and edit.after:
        return ChangeLine(place, edit.subject, tuple(pieces(edit.before, edit.after)), edit.counts)
    if not edit.counts and edit.before and edit.after:
        return ChangeLine(place, edit.subject, tuple(pieces(edit.before, edit.after)), counts=False)
    return ChangeLine(place, edit.subject, ((edit.before or NOT_THERE, edit.after or NOT_THERE),), edit.counts)


def _sentence_lines(edit: SentenceEdit, place: str, facts: Facts, told: set[Piece]) -> list[ChangeLine]:
    """The words, and what they mean where the words of the item (*told*) do not say all that was changed."""
    before, after = edit.before, edit.after
    if before is None or after is None:
        one = before or after
        assert one is not None
        return [_whole(one, place, "增加" if before is None else "删去", facts, counts=edit.counts)]
    found = []
    if edit.moved:
        found.append(ChangeLine(place, "移动", ((published(after.words),) * 2,)))
    words = pieces(published(before.words), published(after.words))
    if word_changes(edit) or before.words != after.words:
        found.append(ChangeLine(place, "" if edit.counts else "只改文字", tuple(words), edit.counts))
    meanings = pieces(meaning_of(before, facts), meaning_of(after, facts))
    other = {*changes(meaning_of(before, facts), meaning_of(after, facts))}
    if before.part != after.part and not other <= told:
        if not found and after.words:
            found.append(ChangeLine(place, "", ((published(after.words),) * 2,)))
        found.append(ChangeLine(place, "读作", tuple(meanings)))
    return found


def _whole(one: Sentence, place: str, kind: str, facts: Facts, *, counts: bool) -> ChangeLine:
    """A sentence that came or went."""
    says_points = any(sign.isdigit() for sign in one.words) or "分" in one.words
    words = one.words if says_points or not isinstance(one.part, Case) else meaning_of(one, facts)
    words = published(words or meaning_of(one, facts))
    return ChangeLine(place, kind, ((words, words),), counts)


def meaning_of(sentence: Sentence, facts: Facts) -> str:
    """What a sentence means, in one line."""
    part, item = sentence.part, sentence.item
    match part:
        case Item():
            stake, opening = f"{decimal_text(part.stake)}分", f"{decimal_text(part.opening)}分"
            begins = "" if part.opening == part.stake else f"，从{opening}分起计".replace("分分", "分")
            return f"分值{stake}{begins}{_floor(part.floor)}"
        case Case():
            return effect_lines(Ladder((part,)), item, facts)[0]
        case Otherwise(effect):
            return "；".join(f"其他情形：{line}" for line in effect_lines(effect, item, facts))
        case GradeRule():
            return grade_rule_words(part, facts)
        case _:
            return "；".join(effect_lines(part, item, facts, "本项" if item.label or item.effects else "本指标"))


def _floor(floor: Fraction | None) -> str:
    if floor == 0:
        return ""
    return "，可以扣到0分以下" if floor is None else f"，最低{decimal_text(floor)}分"
