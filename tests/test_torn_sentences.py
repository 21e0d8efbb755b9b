"""Sentences torn apart and put together anew: whatever comes of it is read or refused at its place, and never fails.

``EVALDSL_LONG=1`` draws a hundred times as many.
"""

import os
import re
from fractions import Fraction
from random import Random

import pytest

from evaldsl.rule import read_rule
from tests.test_same_meaning import sentences

LONG = os.environ.get("EVALDSL_LONG") == "1"
SIGNS = ("", "分", "%", "1", "0", "得", "扣", "不", "（", "）", "每", "①", "。", "，", "各", "的", ":1")


def pieces(text: str) -> list[str]:
    """*text* cut behind each of its marks."""
    return [piece for piece in re.split(r"(?<=[，。；、：\n])", text) if piece]


def torn(text: str, others: list[str], chance: Random) -> str:
    """*text* with up to three of its pieces lost, moved, spoiled, or with one of *others* in their place."""
    parts = pieces(text)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(parts)) if parts else 0
        match chance.randrange(5) if parts else 0:
            case 0:
                parts.insert(at, chance.choice(others))
            case 1:
                parts.pop(at)
            case 2:
                parts[at] = chance.choice(others)
            case 3:
                chance.shuffle(parts)
            case _:
                cut = chance.randrange(len(parts[at]) + 1)
                parts[at] = parts[at][:cut] + chance.choice(SIGNS) + parts[at][cut + chance.randint(0, 2) :]
    return "".join(parts)


@pytest.mark.parametrize("seed", range(100 if LONG else 1))
def test_torn_sentences_are_read_or_refused(seed: int) -> None:
    """No text raises, each finding lies inside it, and what is read can be read again in its canonical form."""
    chance = Random(seed)
    texts = sorted({block.text.strip() for block in sentences()})
    others = sorted({piece for text in texts for piece in pieces(text)})
    for _ in range(1000):
        text = torn(chance.choice(texts), others, chance)
        rule = read_rule(text, "某事", Fraction(chance.choice((1, 2, 5, 10))))
        assert all(0 <= one.start <= one.end <= len(text) for one in rule.findings), text
        if rule.ok:
            assert rule.score({}).interval is not None, text
            read_rule(rule.canonical, "某事", Fraction(5))
