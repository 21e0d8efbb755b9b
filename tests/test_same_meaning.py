"""Two wordings of one meaning: every sentence of the pages, said in other words, reads as many facts and scores the same.

``EVALDSL_LONG=1`` says each sentence in every other way by itself, and twenty times in several at once.
"""

import os
import re
from collections.abc import Callable
from fractions import Fraction
from random import Random

import pytest

from evaldsl.interpreter.rubric import Kind
from evaldsl.rule import Rule, read_rule
from tests.page_results import options
from tests.pages import Block, every_example
from tests.small_wordings import NARROW, WIDE

LONG = os.environ.get("EVALDSL_LONG") == "1"
POINTS = r"(\d+(?:\.\d+)?分(?![、和钟]))"
"""Points that no others follow: 分别得2分、1分 is a form of its own."""
CHAIN = re.compile(r"[<≤＜][^，。；]*[<≤＜]|[>≥＞][^，。；]*[>≥＞]")
"""80%≤X＜90%, which is said in signs only."""
Rewording = Callable[[str], str]


def put(pattern: str, words: str) -> Rewording:
    """*words* for each *pattern*."""
    return lambda text: re.sub(pattern, words, text)


def full_stops(text: str) -> str:
    """。 for ； before a number, where no sentence follows the list: it is then the last thing's own, and else speaks of them all."""
    last = re.split("[①-⑩]", text)[-1]
    return text if "。" in last[:-1] else re.sub("；(?=[①-⑩])", "。", text)


def and_more(text: str) -> str:
    """及以上 for 以上 behind numbers that stand nowhere else: the edge of two bands is open with the one, stated with the other."""
    edge = re.compile(r"(?<![\d.])([\d.]+%)以上(?![（(的])")
    return edge.sub(lambda one: f"{one[1]}及以上" if text.count(one[1]) == 1 else one[0], text)


def marked(*marks: str) -> Rewording:
    """Other marks for ①②③, where these number what a stop ends and no other marks do."""

    def reworded(text: str) -> str:
        found = re.findall(r"[①-⑩]", text)
        begun = re.findall(r"(?:^|(?<=[。；：，\n]))[①-⑩](?=[一-龥])", text)
        other = re.search(r"[（(][\d一二三]{1,2}[）)]|(?<!\d)\d[.、]|[一二三]、", text)
        if len(found) < 2 or found != begun or found != list("①②③④⑤⑥⑦⑧⑨⑩"[: len(found)]) or other:
            return text
        return re.sub("[①-⑩]", lambda mark: marks["①②③④⑤⑥⑦⑧⑨⑩".index(mark[0])], text)

    return reworded


def compared(pattern: str, words: str) -> Rewording:
    """Words for a sign, or one for another, but for 80%≤X＜90%."""
    return lambda text: text if CHAIN.search(text) else re.sub(pattern, words, text)


NUMBERS = range(1, 11)
HAN = "一二三四五六七八九十"
GETS = rf"(?<![少低最获取各别])得{POINTS}"
REWORDINGS: dict[str, Rewording] = {
    "计": put(GETS, r"计\1"),
    "记": put(GETS, r"记\1"),
    "给": put(GETS, r"给\1"),
    "可得": put(rf"(?<![少低最多高获取各别项可再另即每标])得(?!0){POINTS}", r"可得\1"),
    "减": put(rf"(?<!倒)扣{POINTS}", r"减\1"),
    "扣减": put(rf"(?<!倒)扣{POINTS}", r"扣减\1"),
    "扣除": put(rf"(?<!倒)扣{POINTS}", r"扣除\1"),
    "，扣": put(rf"(?<=[处次项起例%点个份件人天])扣{POINTS}", r"，扣\1"),
    "不计分": put("不得分", "不计分"),
    "得0分": put("不得分", "得0分"),
    "反之": put("否则", "反之"),
    "否则，": put("否则(?!，)", "否则，"),
    "其余": put("否则不得分", "其余不得分"),
    "（1）": marked(*(f"（{one}）" for one in NUMBERS)),
    "1.": marked(*(f"{one}." for one in NUMBERS)),
    "1、": marked(*(f"{one}、" for one in NUMBERS)),
    "⑴": marked(*"⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"),
    "一、": marked(*(f"{one}、" for one in HAN)),
    "（一）": marked(*(f"（{one}）" for one in HAN)),
    "一是": marked(*(f"{one}是" for one in HAN)),
    "。①": full_stops,
    "；\n": put("；", "；\n"),
    "。\n": put(r"(?<!\d)。(?=[^\n])", "。\n"),
    "没有句号": put("。$", ""),
    "没有扣完为止": put("，扣完为止(?=[。；，]|$)", ""),
    "直至扣完": put("，扣完为止(?=[。；]|$)", "，直至扣完"),
    "不低于": compared(r"(?<![（(=])≥(?=\d)", "不低于"),
    "达到": compared(r"(?<![（(=])≥(?=\d)", "达到"),
    "以上": compared(r"(?<=[率度])≥(\d+(?:\.\d+)?%)(?![（(及以])", r"\1以上"),
    "不超过": compared(r"(?<![（(=])≤(?=\d)", "不超过"),
    "不高于": compared(r"(?<![（(=])≤(?=\d)", "不高于"),
    "低于": compared(r"(?<![（(=])[<＜](?=\d)", "低于"),
    "≥": compared(r"(?<!得分)不低于(?=\d)", "≥"),
    "及以上": and_more,
    "%": put(r"(?<=每.)(\d+(?:\.\d+)?)个百分点", r"\1%"),
    "个百分点": put(r"(?<=每.)(\d+(?:\.\d+)?)%(?=，?扣)", r"\1个百分点"),
    "一处": put(r"每发现1(?=[处起次例])", "每发现一"),
    "1处": put(r"每发现一(?=[处起次例])", "每发现1"),
    "至": put(r"(?<=[%）])-(?=\d)", "至"),
    "～": put(r"(?<=[%）])-(?=\d)", "～"),
    "全角": lambda text: text.translate(WIDE),
    "半角": lambda text: text.translate(NARROW),
    "空格": put("，", "， "),
    "评分标准：": put("^", "评分标准："),
}
APART = (
    "计 记 给 可得",
    "减 扣减 扣除 ，扣",
    "不计分 得0分",
    "全角 半角",
    "不低于 达到 以上",
    "不超过 不高于",
    "至 ～",
)
"""Of these not two at once."""


def sentences() -> list[Block]:
    """Every sentence of the pages that can be read, once."""
    found = {example.block.text: example.block for example in every_example() if example.block.kind == "规则"}
    return [block for block in found.values() if "\\" not in block.text and not block.text.startswith('"')]


def rule_of(block: Block, text: str) -> Rule:
    """*text* read in the place of *block*."""
    given = options(block)
    weight = Fraction(given["分值"]) if "分值" in given else None
    return read_rule(text.rstrip("\n"), given.get("指标", ""), weight, given.get("约定"))


def values_of(rule: Rule, text: str, chance: Random) -> dict[str, Fraction | bool | str]:
    """A value for each fact that *rule* reads, near the numbers of *text*."""
    near = [Fraction(one) for one in re.findall(r"\d{1,6}(?:\.\d+)?", text)] or [Fraction(1)]
    found: dict[str, Fraction | bool | str] = {}
    for fact in rule.reads:
        number = max(Fraction(0), chance.choice(near) + chance.choice((0, 0, 1, -1, 5, -5, Fraction(-1, 10))))
        match fact.kind:
            case Kind.JUDGEMENT:
                found[fact.key] = chance.random() < 0.5
            case Kind.CHOICE:
                found[fact.key] = chance.choice(fact.choices)
            case Kind.COUNT:
                found[fact.key] = Fraction(int(chance.choice((Fraction(chance.randint(0, 3)), number))))
            case Kind.DISCRETION:
                found[fact.key] = Fraction(0)
            case Kind.RATIO:
                found[fact.key] = number / 100
            case _:
                found[fact.key] = number
    return found


def same(block: Block, told: str, chance: Random) -> bool:
    """Whether *told* reads as many facts of the same kinds as *block*, and gives every unit the same."""
    first, second = rule_of(block, block.text), rule_of(block, told)
    if [fact.kind for fact in first.reads] != [fact.kind for fact in second.reads] or first.ok != second.ok:
        return False
    keys = dict(zip((one.key for one in first.reads), (one.key for one in second.reads), strict=True))
    for _ in range(8 if first.ok else 0):
        facts = values_of(first, block.text, chance)
        cards = first.score(facts), second.score({keys[key]: value for key, value in facts.items()})
        if cards[0].score != cards[1].score or cards[0].interval != cards[1].interval:
            return False
    return True


def reworded(text: str, chance: Random) -> str:
    """*text* in several other words at once."""
    names = [name for name in REWORDINGS if chance.random() < 0.4]
    for group in APART:
        kept = chance.choice(group.split())
        names = [name for name in names if name == kept or name not in group.split()]
    for name in names:
        text = REWORDINGS[name](text)
    return text


@pytest.mark.parametrize("seed", range(20 if LONG else 1))
def test_every_sentence_of_the_pages_means_the_same_in_other_words(seed: int) -> None:
    """得 or 计, 扣 or 减, ① or 1、, ≥ or 不低于, on one line or on several: the same facts, the same points."""
    chance = Random(seed)
    some = [block for block in sentences() if LONG or chance.random() < 0.4]
    told = [(block, reworded(block.text, chance)) for block in some if rule_of(block, block.text).ok]
    assert len(told) > 400
    wrong = [(block.text, text) for block, text in told if text != block.text and not same(block, text, chance)]
    assert not wrong, wrong


@pytest.mark.skipif(not LONG, reason="thousands of sentences")
@pytest.mark.parametrize("name", REWORDINGS)
def test_every_rewording_by_itself_changes_nothing(name: str) -> None:
    """Each of them, in every sentence in which it may stand."""
    told = [(block, REWORDINGS[name](block.text)) for block in sentences() if rule_of(block, block.text).ok]
    wrong = [(block.text, text) for block, text in told if text != block.text and not same(block, text, Random(1))]
    assert not wrong, wrong
