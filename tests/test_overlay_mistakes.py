"""What is wrong with an overlay is told at its place; nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaldsl.overlays.checking import examine
from evaldsl.rubric_files.overlay_lines import KINDS
from tests.overlay_texts import HEAD, change, merged, over, slow
from tests.test_overlays import CHANGES


@pytest.mark.parametrize(
    ("text", "slug", "at", "hint"),
    [
        ("依据 一号\n" + change("删除 公开"), "unknown-base", "依", "沿用"),
        ("沿用 市\n依据 一号\n", "unknown-base", "市", "evaldsl list"),
        (HEAD + change("调整 人员控制率.① 1 → 2"), "unknown-address", "人员控制率.①", "“人员控制”"),
        (HEAD + change("调整 人员控制.③ 1 → 2"), "unknown-address", "人员控制.③", "有①、②"),
        (HEAD + change("调整 人员控制.来源 1 → 2"), "unknown-address", "人员控制.来源", "增加 人员控制 之下"),
        (HEAD + change("删除 二级 履行"), "unknown-address", "二级 履行", "履职"),
        (HEAD + change("删除 否决"), "unknown-address", "否决", "增加 否决"),
        (HEAD + change("调整 人员控制.① 扣0.3分 → 扣0.1分"), "old-words-differ", "扣0.3分", "扣0.2分"),
        (HEAD + change("调整 满意度 5% → 80%"), "old-words-differ", "5%", "满意度≥85%"),
        (HEAD + change("调整 完成率 80% → 70%"), "old-words-differ", "80%", "多写前后几个字"),
        (
            HEAD + change("调整 公开（2分） 1分 → 3分"),
            "old-words-differ",
            "（2分）",
            "写作“调整 公开（2分） → （3分）”",
        ),
        (HEAD + change("调整 一级 投入.分值 6 → 7"), "old-words-differ", "6", "写作“调整 投入（5分） → （7分）”"),
        (
            HEAD + change("调整 完成率 得 → 计"),
            "old-words-differ",
            "得",
            "多写前后几个字：“完成率95%以上得4分”、“80%（含）-95%得2分”、“不足80%不得分”",
        ),
        (HEAD + change("调整 完成率 95%以上得4分，80%（含）-95%得2分 → 90%"), "old-words-differ", "95%以上", "写完整"),
        (HEAD + change("调整 人员控制.① 扣0.2分 → 扣0.20分"), "no-change", "扣0.2分", "删去"),
        (HEAD + change("调整 满意度 85% → 85.0%"), "no-change", "85%", "删去"),
        (HEAD + change("调整 公开 得2分 → 计2分"), "no-change", "得2分", "删去"),
        (HEAD + change("改写 公开 按时公开得２分，否则不得分"), "no-change", "公开", "删去"),
        (HEAD + change("移动 公开 到 人员控制 之后"), "no-change", "公开 到", "删去"),
        (HEAD + change("移动 公开 到 公开 之后"), "no-change", "公开 到", "删去"),
        (HEAD + change("调整 人员控制.① 扣0.2分"), "unread-change", "扣0.2分", "一行写一处"),
        (HEAD + change("调整 人员控制.①"), "unread-change", "人员控制.①", "改写"),
        (HEAD + change("调整 人员控制.① 扣0.2分 → "), "unread-change", "扣0.2分", "删除"),
        (HEAD + change("增加 指标 新（1分）"), "unread-change", "指标 新", "某指标 之后"),
        (HEAD + change("增加 公开 之后"), "unread-change", "公开 之后", "要加的内容"),
        (HEAD + change("增加 公开 后\n例 ①＝是 → 2分"), "unread-change", "后", "是不是“之后”"),
        (HEAD + change("增加 公开 前边：\n例 ①＝是 → 2分"), "unread-change", "前边：", "是不是“之前”"),
        (HEAD + change("移动 公开"), "unread-change", "公开", "移动 指标甲"),
        (HEAD + "总分 13分\n", "unread-change", "总分", "调整 总分"),
        (HEAD + "指标 新（1分）\n", "unread-change", "指标", "增加 指标"),
        (HEAD + "调整 公开 得2分 → 得1分\n", "missing-reason", "调整", "理由"),
        ("沿用 省\n" + change("调整 公开 得2分 → 得1分"), "missing-reason", "调整", "依据"),
        (
            HEAD + change("调整 满意度 85% → 80%") + change("调整 满意度.① 扣0.5分 → 扣0.4分"),
            "repeated-change",
            "满意度.①",
            "写在一条里",
        ),
        (HEAD + change("删除 公开") + "理由 又一个\n", "repeated-heading", "理由 又一个", "合成一行"),
        (HEAD + change("调整 公开 得2分 → 得1分") * 2, "repeated-change", "公开", "写在一条里"),
        (
            HEAD + change("删除 公开") + change("改写 公开.评分 每迟一天扣1分。"),
            "repeated-change",
            "公开.评分",
            "合成一条",
        ),
        (HEAD + change("移动 公开 到 完成率 之后") + change("删除 公开"), "repeated-change", "公开", "合成一条"),
        (
            HEAD + change("移动 公开 到 人员控制 之前") + change("删除 一级 投入"),
            "repeated-change",
            "一级 投入",
            "合成一条",
        ),
        (
            HEAD + change("删除 公开") + change("增加 公开 之下", "例 ①＝是 → 2分"),
            "repeated-change",
            "公开 之下",
            "删去其中一条",
        ),
        (HEAD + change("移动 一级 投入 到 人员控制 之后"), "unread-change", "一级 投入 到", "外面"),
        (HEAD + change("移动 二级 履职 到 满意度 之前"), "unread-change", "二级 履职 到", "外面"),
        (HEAD + "沿用 市\n", "repeated-heading", "沿用", "删去"),
        (
            HEAD + change("移动 一级 投入 到 完成率 之下"),
            "unread-change",
            "一级 投入",
            "一级只能放在别的一级之后、之前",
        ),
        (HEAD + change("移动 二级 履职 到 公开 之下"), "unread-change", "二级 履职", "或者上一级之下"),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, slug: str, at: str, hint: str) -> None:
    """The slug, the words of the overlay that are meant, and what to do; several mistakes are told at once."""
    found = over(text)
    assert not found.is_usable
    told = [one for one in found.found if one.diagnostic.slug == slug]
    assert told, [one.diagnostic for one in found.found]
    one = told[-1].diagnostic
    assert told[-1].file.text[one.start :].startswith(at)
    assert hint in one.hint
    assert all(line.diagnostic.message for line in found.found)


def test_a_heading_that_is_one_sign_off_is_told() -> None:
    """Where a change cannot be seen for one, with the heading that is meant."""
    told = [one.diagnostic for one in over(HEAD + change("调正 公开 得2分 → 得1分")).found]
    assert [one.slug for one in told] == ["unread-change", "unread-change"]
    assert told[0].hint.startswith("是不是“调整”；")


def test_an_indicator_that_the_base_has_too_is_told_where_it_is_added() -> None:
    """The error stands in the overlay, whose words brought it about, with the place in the base."""
    text = HEAD + change("增加 公开 之后", "指标 完成率（1分）", "评分 有记录得1分，否则不得分。")
    (told,) = [one for one in examine(over(text)).findings if one.diagnostic.slug == "repeated-indicator"]
    assert told.file.name == "县"
    assert told.file.text[told.diagnostic.start :].startswith("完成率（1分）")
    assert "在“省”第" in told.diagnostic.hint


def test_words_that_stand_twice_are_told_with_what_makes_them_one() -> None:
    """As many clauses before them as it takes."""
    base = "指标 资料（3分）\n评分 资料齐全，得1分，按时报送，得1分，内容属实，得1分。\n"
    text = "沿用 乙\n依据 一号\n" + change("调整 资料 得1分 → 得2分")
    (told,) = over(text, ("乙", f"规则集 乙\n约定 得分保留2位小数\n{base}")).found
    assert told.diagnostic.hint == "多写前后几个字：“资料齐全，得1分”、“按时报送，得1分”、“内容属实，得1分”"


def test_a_circle_a_long_chain_and_a_base_with_errors_are_told() -> None:
    """Each at the word behind 沿用; the circle is written out."""
    circle = over("沿用 市\n依据 一号\n", ("市", "沿用 县\n依据 二号\n"))
    assert [one.diagnostic.message for one in circle.found] == ["沿用成了一圈：县 → 市 → 县"]
    deep = [(f"层{n}", f"沿用 层{n + 1}\n依据 一号\n") for n in range(40)]
    assert [one.diagnostic.slug for one in over("沿用 层0\n依据 一号\n", *deep).found] == ["circular-base"]
    faulty = over("沿用 坏\n依据 一号\n", ("坏", "指标 公开\n评分 公开得2分。\n"))
    assert [one.diagnostic.slug for one in faulty.found] == ["faulty-base"]
    assert "坏:1" in faulty.found[0].diagnostic.hint


def test_a_section_goes_without_what_is_moved_out_of_it() -> None:
    """The heading and the other indicators are taken out, and what is moved may still be changed."""
    text = merged(
        change("移动 公开 到 完成率 之后") + change("删除 一级 投入") + change("调整 公开 得2分 → 得1分")
    )  # fmt: skip
    assert "人员控制（3分）" not in text
    assert "一级 投入" not in text
    assert text.index("指标 完成率") < text.index("指标 公开（2分）\n评分 按时公开得1分") < text.index("指标 满意度")


WORDS = [
    *KINDS,
    "沿用",
    "依据",
    "理由",
    "人员控制",
    ".①",
    "→",
    "之后",
    "之下",
    " ",
    "\n",
    "扣0.2分",
    "指标",
    "（3分）",
    "例",
    "#",
    "约定",
    "一级",
]


@slow
@given(
    st.lists(st.sampled_from(CHANGES), max_size=4),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(WORDS)), max_size=6),
    st.lists(st.integers(0, 400), max_size=6),
)
def test_no_overlay_raises(changes: list[str], inserted: list[tuple[int, str]], removed: list[int]) -> None:
    """However an overlay is spoilt, what is wrong is told inside its file, or the merged text is read."""
    text = HEAD + "".join(changes)
    for place, word in inserted:
        text = text[:place] + word + text[place:]
    for place in removed:
        text = text[:place] + text[place + 1 :]
    found = over(text)
    for one in (*found.diagnostics, *examine(found).findings):
        assert 0 <= one.diagnostic.start <= one.diagnostic.end <= len(one.file.text)
    assert found.is_usable or any(one.diagnostic.is_error for one in found.diagnostics)


@slow
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    """Any text under 沿用 is read or told."""
    found = over(HEAD + text)
    assert found.is_usable or any(one.diagnostic.is_error for one in found.diagnostics)


def test_findings_of_the_base_are_marked_and_those_of_the_change_are_not() -> None:
    """What the base has already is the base's; what a change brings about stands at its words, or says whose doing it is."""
    found = examine(over(HEAD + change("调整 人员控制.① 得1分 → 得2分") + change("删除 公开")))
    by_slug = {one.diagnostic.slug: one for one in found.findings}
    own = by_slug["award-exceeds-weight"]
    assert (own.file.name, own.inherited) == ("县", False)
    assert own.file.text[own.diagnostic.start : own.diagnostic.end] == "得2分"
    total = by_slug["weights-do-not-sum"]
    assert (total.file.name, total.inherited) == ("省", False)
    assert "“县”的改动引起的" in total.diagnostic.hint
    assert by_slug["zero-denominator"].inherited
