"""Families of sentences, alone and together in one cell: the program gives what was worked out by hand.

``EVALDSL_LONG=1`` draws tens of thousands.
"""

import os
from fractions import Fraction
from random import Random

import pytest

from evaldsl.interpreter.values import half_up
from evaldsl.rule import Rule, read_rule
from tests.cell_families import CLOSED, OPEN, Family, Piece, got
from tests.published_families import PUBLISHED, TAKEN
from tests.rubric_draws import Draw, F, UsedUp
from tests.small_wordings import NARROW, NUMBERED, WIDE, Words, numbered

LONG = os.environ.get("EVALDSL_LONG") == "1"
SEEDS = range(4000 if LONG else 30)
EARNING, TAKING = (*CLOSED, *PUBLISHED), (*OPEN, *TAKEN)
TITLES = ("进度管理", "质量管理", "资金管理")


def said(text: str, chance: Random) -> str:
    """*text* in one typography or another."""
    how = chance.choice(("", "", "宽", "窄", "空", "换行"))
    if how == "宽":
        return text.translate(WIDE)
    if how == "窄":
        return text.translate(NARROW)
    return text.replace("，", "， ") if how == "空" else text.replace("。", "。\n").rstrip() if how == "换行" else text


def rounded(points: Fraction) -> Fraction:
    """Half up to two decimals."""
    return Fraction(half_up(points.numerator * 100, points.denominator), 100)


def agrees(text: str, full: Fraction, piece: Piece, wanted: Fraction) -> Rule:
    """The facts of *piece* are asked, no other, and a unit gets what is *wanted*."""
    rule = read_rule(text, "某事", full)
    errors = [one.message for one in rule.findings if one.is_error]
    assert not errors, (text, errors)
    asked = [fact.name for fact in rule.reads]
    assert len(asked) == len(piece.values), (text, asked)
    card = rule.score({fact.key: value for fact, value in zip(rule.reads, piece.values, strict=True)})
    assert card.score == rounded(wanted), (text, [*map(str, piece.values)], str(card.score), str(wanted))
    return rule


def total(piece: Piece, full: Fraction) -> Fraction:
    """What a unit gets where *piece* is the whole cell."""
    return piece.points if piece.worth is not None else max(F(0), full - piece.points)


@pytest.mark.parametrize("family", (*EARNING, *TAKING), ids=lambda family: family.__name__)
def test_a_sentence_alone(family: Family) -> None:
    """Each of the ways to say it, and its canonical form, asks the same and gives the same."""
    for seed in SEEDS:
        chance = Random(f"{family.__name__}{seed}")
        piece = family(Draw(chance), Words(chance.choice))
        full = F(10) if piece.worth is None else piece.worth
        rule = agrees(said(f"{piece.text}。", chance), full, piece, total(piece, full))
        agrees(rule.canonical, full, piece, total(piece, full))


def followed(d: Draw, w: Words, piece: Piece) -> Piece:
    """*piece* with a deduction behind it."""
    (name, unit), loss, found = d.name((("违纪", "次"), ("差错", "处"), ("退件", "件"))), d.points(8), F(d.number(0, 3))
    most = d.points(16) if "每" not in piece.text and d.number(0, 2) == 0 else None  # 最多扣 is for both
    text = f"{piece.text}{w.one_of('；', '，')}每发现{w.one_of('一', '1')}{unit}{name}{w.takes(loss)}"
    text += "" if most is None else f"，最多扣{got(most)}"
    lost = loss * found if most is None else min(loss * found, most)
    return Piece(text, (*piece.values, found), max(F(0), piece.points - lost), piece.worth, open=False)


def drawn(chance: Random) -> tuple[str, Fraction, Piece, Fraction]:
    """A cell of several pieces, its points, what it asks, and what a unit gets."""
    d, w = Draw(chance), Words(chance.choice)
    pieces: list[Piece] = []
    for _ in range(d.number(1, 3)):
        try:
            piece = d.one_of(*EARNING)(d, w)
            pieces.append(followed(d, w, piece) if piece.open and d.number(0, 2) == 0 else piece)
        except UsedUp:
            continue
    last = d.one_of(*TAKING)(d, w) if not pieces or d.number(0, 3) == 0 else None
    pieces += [last] if last else []
    rest = d.points() if last and (len(pieces) == 1 or d.maybe()) else F(0)
    worth = sum((one.worth or F(0) for one in pieces), F(0))
    points = sum((one.points for one in pieces if one.worth is not None), F(0))
    if last is not None:
        points = points + max(F(0), rest - last.points) if rest else max(F(0), points - last.points)
    label = w.one_of(*NUMBERED) if len(pieces) > 1 else ""
    if any(mark in one.text for one in pieces for mark in "①（") and label in ("①", "（1）", "(1)"):
        label = "一是"
    texts = [numbered(label, place) + headed(w, one) for place, one in enumerate(pieces)]
    text = w.one_of("；", "。", "；\n", "。\n").join(texts) + "。"
    whole = Piece(text, tuple(value for one in pieces for value in one.values), points, worth + rest)
    return text, worth + rest, whole, points


def headed(w: Words, piece: Piece) -> str:
    """进度管理：按期完工得3分; 进度管理（3分）。按期完工得3分: what stands before a colon, or with its points, says only what it is about."""
    plain = not any(one in piece.text for one in ("：", "分）", "最高"))
    if piece.worth is None or not plain or w.one_of("", "", "", "题") == "":
        return piece.text
    points = w.one_of("：", "（3分）：", "（3分）。", "（3分），").replace("3分", got(piece.worth))
    return f"{w.one_of(*TITLES)}{points}{piece.text}"


@pytest.mark.parametrize("seed", range(40 if LONG else 1))
def test_sentences_together(seed: int) -> None:
    """Numbered, under headings, with deductions behind them: each gets its own, and the cell their sum."""
    for place in range(1000 if LONG else 300):
        chance = Random(f"{seed}.{place}")
        text, full, whole, points = drawn(chance)
        rule = agrees(said(text, chance), full, whole, points)
        agrees(rule.canonical, full, whole, points)
