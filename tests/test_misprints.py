"""Misprints: read rightly with a finding where the meaning is certain, else refused at the very characters."""

from fractions import Fraction

import pytest

from evaldsl.rule import read_rule

TEN = Fraction(10)

CERTAIN = [
    ("制度健全得2分，{否侧}不得分。", "否则", "mistyped-word"),
    ("制度健全得2分，否则{酌清}扣分。", "酌情", "mistyped-word"),
    ("完成率≥95%得2分，{没低}1%扣0.2分。", "每低", "mistyped-word"),
    ("制度健全{得8份}，否则不得分。", "得8分", "mistyped-word"),
    ("每发现一处{口0.5分}。", "扣0.5分", "mistyped-word"),
    ("完成率≥95%得2分，每低1个{百份点}扣0.2分。", "百分点", "mistyped-word"),
    ("完成率≥95%得{满份}，否则不得分。", "满分", "mistyped-word"),
    ("制度健全得2分，否则{不得份}。", "不得分", "mistyped-word"),
    ("制度健全得{2分分}。", "2分", "mistyped-word"),
    ("完成率≥95{%%}得2分。", "%", "mistyped-word"),
    ("完成率{≥≥}95%得2分。", "≥", "mistyped-word"),
    ("制度健全{得得}2分。", "得", "mistyped-word"),
    ("制度健全得{0..5}分。", "0.5", "mistyped-number"),
    ("制度健全得{0.5.}分。", "0.5", "mistyped-number"),
    ("制度健全得{0。5}分。", "0.5", "mistyped-number"),
    ("每发现一处扣{O.5}分。", "0.5", "mistyped-number"),
    ("完成率≥{9O}%得2分。", "90", "mistyped-number"),
    ("完成率≥{9 5}%得2分。", "95", "mistyped-number"),
    ("每发现{一一处}扣1分。", "一处", "mistyped-number"),
    ("每发现{-处}问题扣1分。", "一处", "mistyped-number"),
]


@pytest.mark.parametrize(("text", "right", "slug"), CERTAIN)
def test_a_certain_misprint_is_read_rightly_and_told(text: str, right: str, slug: str) -> None:
    """The words in braces are read as the right ones, and a warning says so at their place."""
    start = text.index("{")
    bad = text[start + 1 : text.index("}")]
    printed, meant = text.replace("{", "").replace("}", ""), text.replace("{" + bad + "}", right)
    rule = read_rule(printed, "某指标", TEN)
    told = [one for one in rule.findings if one.slug == slug]

    assert rule.ok
    assert rule.reading.indicator == read_rule(meant, "某指标", TEN).reading.indicator
    assert [printed[one.start : one.end] for one in told] == [bad]
    assert rule.canonical == read_rule(meant, "某指标", TEN).canonical


REFUSED = [
    "制度健全得2分，每发现一处扣{01}分。",
    "制度健全得2分，每发现一处扣0.5分{.5分}。",
    "制度健全得2分，每发现一处扣0.5分{0.5分}。",
    "完成率≥{二十百}分得2分。",
    "完成率≥{一百零五十}%得2分。",
    "制度健全得{1.5.2}分。",
    "完成率≥{1,200}%得2分。",
    "制度健全得{二半}分，否则不得分。",
    "完成率≥9{5%0}得2分。",
    "制度健全{得2}，否则不得分。",
    "制度健全{得分2}，否则不得分。",
    "完成率≥95%得2分，每低{1个百点}扣0.2分。",
    "每发现一例违规扣1分，{多最}扣3分。",
    "制度健全得2分，{则否}不得分。",
    "制度健全得2分，{否则得不分}。",
    "完成率≥95%得2分，低于60%{不分}。",
    "资料不齐全的扣0.5分{处}，扣完为止。",
    "完成率≥95%得2分，80%以下{（舍）}不得分。",
    "发生重大安全事故的，{本指标标}不得分。",
    "发生重大安全事故的，本指标不得分，{年度等级级定为“差”}。",
    "完成率≥95%得2分，{每少1%抠0.2分}，扣完为止。",
    "{得份=完成率×8分}。",
    "以95%为标准，{每1个百分点扣0.1分}。",
    "培训12场以上得2分，{每少一场0.5分}。",
    "胡说八道扣五分{得六}。",
    "制度健全{得五}，执行得力得三分。",
    "完成率≥95%得2分，{每低1%}。",
    "完成率≥95%得2分，{每低%}扣0.5分。",
    "{如果}得2分。",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_may_mean_two_things_is_refused_where_it_stands(text: str) -> None:
    """An error covers the words in braces and no more than their clause."""
    bad = text[text.index("{") + 1 : text.index("}")]
    printed = text.replace("{", "").replace("}", "")
    errors = [one for one in read_rule(printed, "某指标", TEN).findings if one.is_error]

    assert [printed[one.start : one.end] for one in errors] == [bad]


@pytest.mark.parametrize(
    "text",
    [
        "获得3项表彰的得2分。",
        "报送材料共计8份的得2分，否则不得分。",
        "进出口每个窗口2分，最多得6分。",
        "增长率没超过5%得2分。",
        "年末完成任务得2分，否则不得分。",
        "资料不充分的扣1分。",
        "达到1,000万元得2分。",
        "四季度100%支付无结余得2分。",
        "1）制度健全得1分；2）执行有效得1分。",
    ],
)
def test_correct_words_are_left_alone(text: str) -> None:
    """What only resembles a misprint is none."""
    slugs = {one.slug for one in read_rule(text, "某指标", TEN).findings}
    assert not slugs & {"mistyped-word", "mistyped-number", "suspicious-name", "unbalanced-bracket", "unread-clause"}
