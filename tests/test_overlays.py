"""Overlays: what a change does to the base's text, where everything comes from, and that no overlay can raise."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaldsl import pipeline
from evaldsl.effective_dates import Version, in_force, period
from evaldsl.overlay_lines import KINDS
from evaldsl.overlays.chain import Overlaid, read
from evaldsl.overlays.checking import examine
from evaldsl.overlays.layers import File
from evaldsl.overlays.runs import runs
from tests.command_line import Run

BASE = """规则集 某省评价指标体系
地区 某省
总分 12分
等级 优：11分（含）以上；良：9分（含）-11分；差：不满9分
约定 得分保留2位小数；不足1个百分点的按比例计

数据 编制数（人）：核定数
数据 在职人员数（人）
计算 在职人员控制率＝在职人员数÷编制数×100%

一级 投入（5分）
# 公布的原文
指标 人员控制（3分）
解释 在职人员控制率=(在职人员数/编制数)×100%
评分 ①在职人员控制率≤100%得1分，每超出1%扣0.2分，扣完为止。
②聘用人员经批复的得2分，
否则不得分。    # 原文分两行
例 在职人员数＝53人；编制数＝50人 → ① 0分
例 ②＝是 → ② 2分

指标 公开（2分）
评分 按时公开得2分，否则不得分。

一级 产出（7分）

二级 履职（7分）

指标 完成率（4分）
评分 完成率95%以上得4分，80%（含）-95%得2分，不足80%不得分。
来源 年度报告

指标 满意度（3分）
满意度≥85%得3分，每低1个百分点扣0.5分，扣完为止。
"""
HEAD = "沿用 省\n依据 某财绩〔2024〕1号\n"
slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=30)


def over(text: str, *bases: tuple[str, str], name: str = "县") -> Overlaid:
    """*text* over the base 省, or over others by name."""
    known = {other: File(other, content) for other, content in (("省", BASE), *bases, (name, text))}
    return read(File(name, text), lambda said, _: known.get(said, f"没有{said}"))


def merged(changes: str) -> str:
    """The merged text of an overlay of these changes."""
    found = over(HEAD + changes)
    assert found.is_usable, [one.diagnostic for one in found.diagnostics]
    assert found.layer is not None
    return found.layer.text


def change(line: str, *rest: str) -> str:
    """A change with its reason."""
    return "\n".join([line, *rest, "理由 试行。", ""])


# ---- what a change does


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("调整 人员控制.① 每超出1%扣0.2分 → 扣0.1分", "每超出1%扣0.2分", "每超出1%扣0.1分"),
        ("调整 人员控制.① 扣０.２分 -> 扣0.1分", "扣0.2分", "扣0.1分"),
        ("调整 人员控制.(1) 每超出1%扣0.2分 改为 每超出2%扣0.2分", "每超出1%", "每超出2%"),
        ("调整 完成率 95%以上得4分 → 90%", "95%以上得4分", "90%以上得4分"),
        ("调整 满意度.评分 85% ⇒ 80%", "≥85%", "≥80%"),
        ("调整 人员控制（3分） → （4分）", "人员控制（3分）", "人员控制（4分）"),
        ("调整 人员控制.分值 3分 → 4分", "人员控制（3分）", "人员控制（4分）"),
        ("调整 一级 投入（5分） → 6分", "投入（5分）", "投入（6分）"),
        ("调整 总分 12分 → 13分", "总分 12分", "总分 13分"),
        ("调整 等级 良：9分 → 良：8分", "良：9分（含）", "良：8分（含）"),
        ("调整 约定 按比例计 → 不计", "的按比例计", "的不计"),
        ("调整 数据 编制数 核定数 → 编办核定数", "：核定数", "：编办核定数"),
        ("调整 完成率.来源 年度报告 → 年度统计报告", "来源 年度报告", "来源 年度统计报告"),
        (
            "改写 人员控制.② ②聘用人员经批复的得2分，否则酌情扣1-2分。",
            "聘用人员经批复的得2分，\n否则不得分。",
            "聘用人员经批复的得2分，否则酌情扣1-2分。",
        ),
        ("改写 公开\n每迟一天扣0.5分，扣完为止。", "按时公开得2分，否则不得分。", "每迟一天扣0.5分，扣完为止。"),
        ("改写 公开.名称 信息公开", "指标 公开（2分）", "指标 信息公开（2分）"),
        ("删除 人员控制.① 扣完为止", "，扣完为止。\n②", "，。\n②"),
        ("删除 数据 在职人员数", "数据 在职人员数（人）\n", ""),
        ("删除 完成率.来源", "来源 年度报告\n", ""),
        ("增加 约定 加分不得超过分值", "按比例计\n", "按比例计\n约定 加分不得超过分值\n"),
        ("增加 数据 预算数（万元）", "在职人员数（人）\n", "在职人员数（人）\n数据 预算数（万元）\n"),
        ("增加 公开 之下\n③按期整改得1分。", "否则不得分。\n\n一级", "否则不得分。\n③按期整改得1分。\n\n一级"),
        ("增加 公开 之下\n例 ①＝是 → 2分", "否则不得分。\n\n一级", "否则不得分。\n例 ①＝是 → 2分\n\n一级"),
    ],
)
def test_a_change_changes_its_words_and_nothing_else(line: str, before: str, after: str) -> None:
    """The merged text is the base's with the words exchanged, and the 依据 of the overlay behind that of the base."""
    assert BASE.count(before) == 1
    head = "地区 某省\n"
    text = merged(change(line)).replace("依据 某财绩〔2024〕1号\n", "", 1)
    lost = [one for one in BASE.splitlines() if one.startswith("例 ") and one not in text]
    assert all(one.startswith("例 ") for one in lost)
    expected = BASE.replace(before, after)
    assert head in text
    assert [one for one in text.splitlines() if one] == [
        one for one in expected.splitlines() if one and one not in lost
    ]


def test_indicators_are_added_deleted_and_moved_with_the_comments_above_them() -> None:
    """An added one stands where it says, a deleted one is gone with its comment, a moved one brings its comment along."""
    added = merged(change("增加 公开 之后", "指标 信息化（1分）", "评分 系统上线得1分。"))
    assert added.index("指标 公开") < added.index("指标 信息化") < added.index("一级 产出")
    gone = merged(change("删除 人员控制"))
    assert "人员控制" not in gone.replace("在职人员控制率", "")
    assert "# 公布的原文" not in gone
    moved = merged(change("移动 人员控制 到 满意度 之前"))
    assert moved.index("指标 完成率") < moved.index("# 公布的原文\n指标 人员控制") < moved.index("指标 满意度")
    assert moved.count("指标 人员控制") == 1
    both = merged(change("移动 人员控制 到 二级 履职 之下") + change("调整 人员控制.① 扣0.2分 → 扣0.1分"))
    assert both.index("指标 满意度") < both.index("扣0.1分")


def test_the_whole_of_a_section_can_be_replaced() -> None:
    """The last indicator of a section may be deleted while another is added under it."""
    text = merged(
        change("删除 完成率")
        + change("删除 满意度")
        + change("增加 二级 履职 之下", "指标 新（7分）", "每发现一处扣1分。")
    )
    assert [line for line in text.splitlines() if line.startswith("指标")] == [
        "指标 人员控制（3分）",
        "指标 公开（2分）",
        "指标 新（7分）",
    ]


def test_the_head_of_the_overlay_takes_the_place_of_the_base_s() -> None:
    """规则集, 地区, 年度 and 施行 are the overlay's own; what it does not say stays the base's."""
    found = over("规则集 某县指标体系\n" + HEAD + "年度 2024\n")
    assert found.loaded is not None and found.loaded.rubric is not None
    head = dict(found.loaded.rubric.head)
    assert (head["规则集"], head["地区"], head["年度"], head["依据"]) == (
        "某县指标体系",
        "某省",
        "2024",
        "某财绩〔2024〕1号",
    )


def test_no_change_is_the_base() -> None:
    """An overlay that changes nothing but its name means what the base means, indicator by indicator."""
    found, base = over(HEAD), pipeline.load(BASE, "省")
    assert found.loaded is not None and found.loaded.rubric is not None and base.rubric is not None
    assert found.loaded.rubric.indicators == base.rubric.indicators
    assert found.loaded.rubric.examples == base.rubric.examples


def test_an_example_that_no_longer_holds_is_left_out_and_told() -> None:
    """Examples of the base that still hold stay; one that does not is named with what it gives now."""
    found = over(HEAD + change("调整 人员控制.① 100% → 105%"))
    assert found.loaded is not None and found.loaded.rubric is not None
    assert [one.label for one in found.loaded.rubric.examples] == ["②"]
    told = [one.diagnostic for one in found.found]
    assert [(one.slug, one.is_error) for one in told] == [("stale-example", False)]
    assert "省第18行应得0分，现得0.8分" in told[0].message


# ---- mistakes


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
            HEAD + change("调整 公开（2分） 2分 → 3分"),
            "old-words-differ",
            "2分",
            "写作“调整 公开（2分） → （新的分值）”",
        ),
        (HEAD + change("调整 完成率 95%以上得4分，80%（含）-95%得2分 → 90%"), "old-words-differ", "95%以上", "写完整"),
        (HEAD + change("调整 人员控制.① 扣0.2分 → 扣0.20分"), "no-change", "扣0.2分", "删去"),
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
        (HEAD + "沿用 市\n", "repeated-heading", "沿用", "删去"),
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


# ---- origins


CHANGES = [
    change("调整 人员控制.① 扣0.2分 → 扣0.1分"),
    change("调整 完成率", "  95%以上 → 90%", "  80%（含）-95%得2分 → 80%（含）-90%得3分"),
    change("改写 公开 每迟一天扣0.5分，扣完为止。"),
    change("删除 满意度"),
    change("增加 人员控制 之下", "例 ②＝否 → ② 0分"),
    change("增加 人员控制 之后", "指标 信息化（1分）", "评分 系统上线得1分，否则不得分。"),
    change("移动 完成率 到 公开 之前"),
    change("改写 等级 优：10分（含）以上；良：9分（含）-10分；差：不满9分"),
    change("增加 约定 分母为0的，得满分"),
    change("调整 数据 编制数 核定数 → 编办核定数"),
    change("调整 一级 产出（7分） → 6分"),
]
some_changes = st.lists(st.sampled_from(CHANGES), unique=True, max_size=len(CHANGES))


@slow
@given(some_changes)
def test_every_character_comes_from_where_it_says(changes: list[str]) -> None:
    """What a run says to come from a file stands there in these words; all runs together are the merged text."""
    found = over(HEAD + "".join(changes))
    assert found.layer is not None and found.base is not None and found.base.layer is not None
    layer = found.layer
    assert "".join(one.text for one in runs(layer)) == layer.text
    for place, char in enumerate(layer.text):
        at = layer.origin(place, place + 1)
        assert 0 <= at.start <= at.end <= len(at.file.text)
        if at.file.name == "省":
            assert at.file.text[at.start] == char
    for piece in layer.pieces:
        below = found.base.layer.text if piece.change is None else layer.file.text
        assert piece.change is not None or below[piece.start :].startswith(piece.text)
        assert 0 <= piece.base[0] <= piece.base[1] <= len(BASE)


@slow
@given(some_changes)
def test_the_merged_text_is_an_ordinary_rule_file(changes: list[str]) -> None:
    """Read by itself it is the same rubric, and its findings lie inside the files to which they are put."""
    found = over(HEAD + "".join(changes))
    assert found.is_usable
    assert found.layer is not None and found.loaded is not None
    assert pipeline.load(found.layer.text, "县").rubric == found.loaded.rubric
    for one in examine(found).findings:
        assert 0 <= one.diagnostic.start <= one.diagnostic.end <= len(one.file.text)


@slow
@given(st.permutations(CHANGES))
def test_the_order_of_changes_means_nothing(changes: list[str]) -> None:
    """All changes are about the base's text, so they may be written in any order."""
    first, second = over(HEAD + "".join(CHANGES)), over(HEAD + "".join(changes))
    assert first.layer is not None and second.layer is not None
    assert first.layer.text == second.layer.text


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


# ---- dates


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2023年度", "2023年1月1日至2023年12月31日"),
        ("自2024年3月1日起施行", "2024年3月1日起"),
        ("２０２４年度起", "2024年1月1日起"),
        ("2023年度至2024年度", "2023年1月1日至2024年12月31日"),
        ("2023-01-01—2023-12-31", "2023年1月1日至2023年12月31日"),
        ("2024年2月", "2024年2月1日至2024年2月29日"),
        ("至2023年底", "至2023年12月31日"),
        ("印发之日起", "None"),
        ("2024年13月1日起", "None"),
        ("2024年度至2023年度", "None"),
    ],
)
def test_effective_dates_are_read(said: str, expected: str) -> None:
    """Years, months and days, from, until, or both; other words are not guessed at."""
    assert str(period(said)) == expected


VERSIONS = [Version("甲", "2022年度"), Version("乙", "2023年1月1日起"), Version("丙", "2025年度起")]


@pytest.mark.parametrize(("year", "name"), [(2022, "甲"), (2023, "乙"), (2024, "乙"), (2025, "丙"), (2030, "丙")])
def test_the_version_in_force_is_picked(year: int, name: str) -> None:
    """The one in force at the end of the year; one without an end gives way to a later one."""
    assert in_force(VERSIONS, year) == name


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (VERSIONS, "2021年度没有在施行的版本"),
        ([Version("甲", "2021年度"), Version("乙", "2021年1月1日至2022年6月30日")], "2个版本同时施行"),
        ([Version("甲", "2020年起"), Version("乙", "2020年起")], "2个版本同时施行"),
        ([Version("甲", "印发之日起"), Version("乙", "2020年起")], "没有读懂"),
        ([Version("甲", ""), Version("乙", "2020年起")], "没有写施行的日期"),
    ],
)
def test_versions_that_overlap_or_are_missing_are_an_error(versions: list[Version], said: str) -> None:
    """The message names the year, the versions and their dates."""
    with pytest.raises(ValueError, match=said):
        in_force(versions, 2021)


# ---- the command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Writes a file into an empty folder, in which commands then run."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    write("省/省.rubric", BASE)
    write("县.rubric", HEAD.replace("沿用 省", "沿用 省/省.rubric") + CHANGES[0])
    return write


def test_commands_take_an_overlay_like_any_rubric(run: Run, folder: Callable[[str, str], Path]) -> None:
    """score, explain, template, test, check, verify and show read it; lines are those of the files in which words stand."""
    folder("数据.yaml", "数据:\n  在职人员数: 53人\n  编制数: 50人\n")
    status, written, _ = run("score", "县.rubric", "数据.yaml", "--format", "json")
    assert status == 0
    assert json.loads(written)["indicators"][0]["interval"] == ["0.4", "2.4"]
    assert "扣0.1分" in run("explain", "县.rubric", "数据.yaml", "人员控制")[1]
    assert run("template", "县.rubric")[0] == 0
    status, written, _ = run("test", "县.rubric", "--all")
    assert "省/省.rubric:19 通过 人员控制.②" in written
    assert "省/省.rubric第" in written
    assert "与底本“省/省.rubric”相比：1个指标只会更宽" in run("verify", "县.rubric", "--indicator", "人员控制")[1]
    found = json.loads(run("check", "县.rubric", "--format", "json")[1])["findings"]
    assert {one["file"] for one in found} == {"县.rubric", "省/省.rubric"}


def test_show_tells_the_origin_of_every_changed_word(run: Run, folder: Callable[[str, str], Path]) -> None:
    """--merged marks the words with file, line, 依据 and 理由; --changes lists; --format rubric is a rule file by itself."""
    del folder
    status, written, _ = run("show", "县.rubric", "--merged")
    assert status == 0
    assert "每超出1%【扣0.1分】，扣完为止。" in written
    assert "〔县.rubric:3 调整，原作“扣0.2分”；依据：某财绩〔2024〕1号；理由：试行。〕" in written
    assert "共1条改动" in run("show", "县.rubric", "--changes")[1]
    runs_found = json.loads(run("show", "县.rubric", "--merged", "--format", "json")[1])["runs"]
    assert [one["change"]["before"] for one in runs_found if one["text"] == "扣0.1分"] == ["扣0.2分"]
    assert "<ins title=" in run("show", "县.rubric", "--merged", "--format", "html")[1]
    assert "**扣0.1分**" in run("show", "县.rubric", "--merged", "--format", "md")[1]
    plain = run("show", "县.rubric", "--merged", "--format", "rubric")[1]
    Path("合并.rubric").write_text(plain, encoding="utf-8")
    assert "处处相同" in run("verify", "合并.rubric", "--equivalent", "县.rubric", "--all")[1]
    assert "12分" in run("show", "省/省.rubric")[1]
    assert json.loads(run("show", "县.rubric", "--format", "json")[1])["chain"] == ["县.rubric", "省/省.rubric"]
    assert run("show", "县.rubric", "--format", "html")[0] == 2


def test_an_overlay_is_not_rewritten(run: Run, folder: Callable[[str, str], Path]) -> None:
    """fmt and check --fix leave it as it is and say so; test --write refuses; the base is not touched either."""
    del folder
    before = {path: path.read_bytes() for path in (Path("县.rubric"), Path("省/省.rubric"))}
    assert (run("fmt", "县.rubric")[0], run("fmt", "--check", "县.rubric")[0]) == (0, 0)
    assert "是调整文件" in run("fmt", "县.rubric")[2]
    assert "是调整文件" in run("check", "--fix", "县.rubric")[2]
    status, _, said = run("test", "--suggest", "--write", "县.rubric")
    assert (status, "增加 指标 之下" in said) == (2, True)
    assert {path: path.read_bytes() for path in before} == before


def test_an_overlay_is_read_from_stdin(run: Run, folder: Callable[[str, str], Path]) -> None:
    """沿用 then names a rubric that comes with the program, or a file from where the command runs."""
    del folder
    text = "沿用 hunan-base\n依据 一号\n" + change("调整 人员控制.① 扣0.2分 → 扣0.1分")
    assert run("show", "-", "--changes", stdin=text)[0] == 0
    assert run("show", "-", stdin=HEAD.replace("沿用 省", "沿用 省/省.rubric"))[0] == 0
    assert run("show", "-", stdin="沿用 没有的\n依据 一号\n")[0] == 2


def test_an_edited_base_is_read_anew(run: Run, folder: Callable[[str, str], Path]) -> None:
    """What is kept of an overlay is used only while every file of its chain is as it was."""
    assert "得1分" in run("show", "县.rubric")[1]
    folder("省/省.rubric", BASE.replace("≤100%得1分", "≤100%得0.9分"))
    assert "得0.9分" in run("show", "县.rubric")[1]
    folder("省/省.rubric", BASE.replace("扣0.2分", "扣0.3分"))
    status, _, said = run("score", "县.rubric", "县.rubric")
    assert (status, "old-words-differ" in said, "原文是" in said) == (2, True, True)


def test_the_year_picks_the_version_of_a_folder(run: Run, folder: Callable[[str, str], Path]) -> None:
    """The facts' year, or --year; a year that no version is for, and no year at all, are told with the versions there are."""
    head = HEAD.replace("沿用 省", "沿用 ../省/省.rubric")
    folder("版本/2023.rubric", "规则集 甲\n施行 2023年度\n" + head)
    folder("版本/2024.rubric", "规则集 乙\n年度 2024\n施行 2024年度起\n" + head)
    for year, name in ((2023, "甲"), (2024, "乙"), (2031, "乙")):
        folder("数据.yaml", f"年度: {year}\n数据:\n  编制数: 50人\n")
        assert run("score", "版本", "数据.yaml")[1].startswith(name)
        assert run("show", "版本", "--year", str(year))[1].startswith(f"规则集  {name}")
    folder("数据.yaml", "年度: 2022\n数据:\n  编制数: 50人\n")
    status, _, said = run("score", "版本", "数据.yaml")
    assert (status, "2022年度没有在施行的版本" in said, "2024.rubric" in said) == (2, True, True)
    status, _, said = run("show", "版本")
    assert (status, "--year" in said) == (2, True)
    assert run("show", "版本", "--year", "24")[0] == 2
    said = run("score", "版本/2024.rubric", "数据.yaml")[2]
    assert "是2022年度的" in said
