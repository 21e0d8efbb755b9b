"""What was changed in a rubric, sentence by sentence, as pieces of words that every format shows in its own way."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from evaldsl.differences.edits import AnyEdit, Edit, Otherwise, Sentence, SentenceEdit
from evaldsl.differences.wording import Piece, pieces, same_words
from evaldsl.interpreter.rubric import Case, Fact, GradeRule, Item, Ladder
from evaldsl.interpreter.values import decimal_text
from evaldsl.render.meaning import effect_lines, grade_rule_words
from evaldsl.render.widths import one_line

Facts = Mapping[str, Fact]


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
            text += f"{' ' if text else ''}{before} → {after}{' ' if following[:1] not in '，。；、,;（(' else ''}"
        else:
            text += f"〔增：{after}〕" if after else f"〔删：{before}〕"
    return one_line(text.rstrip())


def change_lines(edit: AnyEdit, name: str, facts: Facts) -> list[ChangeLine]:
    """The lines about one edit; *name* is the indicator under which they stand."""
    place = edit.address.removeprefix(name).lstrip(".")
    if isinstance(edit, Edit):
        return [_plain_edit(edit, place)]
    return _sentence_lines(edit, place, facts)


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
    return ChangeLine(place, edit.subject, ((edit.before or "（没有）", edit.after or "（没有）"),), edit.counts)


def _sentence_lines(edit: SentenceEdit, place: str, facts: Facts) -> list[ChangeLine]:
    before, after = edit.before, edit.after
    if before is None or after is None:
        one = before or after
        assert one is not None
        said = one.words or meaning_of(one, facts)
        kind = "增加" if before is None else "删去"
        found = [ChangeLine(place, kind, ((said, said),), edit.counts)]
        if isinstance(one.part, Item) and one.words:
            stake = meaning_of(one, facts)
            found.append(ChangeLine(place, "读作", ((stake, stake),), edit.counts))
        return found
    found = []
    if edit.moved:
        found.append(ChangeLine(place, "移动", ((after.words, after.words),)))
    words = pieces(before.words, after.words)
    changed = {piece for piece in words if not same_words(*piece)}
    if changed or before.words != after.words:
        kind = "" if before.part != after.part else "只改文字"
        found.append(ChangeLine(place, kind, tuple(words), before.part != after.part))
    meanings = pieces(meaning_of(before, facts), meaning_of(after, facts))
    other = {piece for piece in meanings if not same_words(*piece)}
    if before.part != after.part and not other <= changed:
        if not found and after.words:
            found.append(ChangeLine(place, "", ((after.words, after.words),)))
        found.append(ChangeLine(place, "读作", tuple(meanings)))
    return found


def meaning_of(sentence: Sentence, facts: Facts) -> str:
    """What a sentence means, in one line."""
    part, item = sentence.part, sentence.item
    match part:
        case Item():
            stake, opening = f"{decimal_text(part.stake)}分", f"{decimal_text(part.opening)}分"
            begins = "" if part.opening == part.stake else f"，从{opening}分起计".replace("分分", "分")
            return f"分值{stake}{begins}{'' if part.floor else '，可以扣到0分以下'}"
        case Case():
            return effect_lines(Ladder((part,)), item, facts)[0]
        case Otherwise(effect):
            return "；".join(f"其他情形：{line}" for line in effect_lines(effect, item, facts))
        case GradeRule():
            return grade_rule_words(part, facts)
        case _:
            return "；".join(effect_lines(part, item, facts, "本项" if item.label or item.effects else "本指标"))
