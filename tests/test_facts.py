"""Facts: how names and values are read, decisions, and what is said when they cannot be."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaldsl.facts.fact_values import read_value
from evaldsl.facts.facts_file import read_facts
from evaldsl.facts.facts_text import read_entries
from evaldsl.interpreter.rubric import Indicator, Kind, Rubric
from evaldsl.interpreter.rubric_to_scores import score, scorer
from evaldsl.pipeline import load
from evaldsl.rule import read_rule, rubric_of
from evaldsl.text.diagnostics import Diagnostic
from evaldsl.text.encodings import decode
from tests.small_rubric import (
    BUDGET,
    DAY,
    FACTS,
    FAULTS,
    GIVEN,
    LAXITY,
    LEVEL,
    LIKED,
    NAMES,
    NUMBERS_AGREE,
    ONE,
    POSTS,
    SYSTEM,
    local,
    read,
    slugs,
    table,
    values,
)

# ---- names


@table("""
key | spellings
编制数 | 编制数；编 制 数
三公经费预算数 | 三公经费预算数；“三公经费”预算数
人员控制.①.制度健全 | 人员控制.①.制度健全；人员控制.①制度健全；人员控制.制度健全；制度健全；人员控制.①
人员控制.①.制度健全 | 人员控制.（1）.制度健全；人员控制.1.制度健全；人员控制.⑴制度健全；人员控制.(1)
人员控制.②.聘用人员数一致 | 人员控制.②；人员控制.2；人员控制.聘用人员数一致
资金使用合规性.①.不符合 | 资金使用合规性.①不符合；资金使用合规性.①
资金使用合规性.②.不符合 | 资金使用合规性.②.不符合；资金使用合规性.2不符合
资金使用合规性.②.无挤占情况 | 资金使用合规性.②；资金使用合规性.无挤占情况
""")
def test_names(key: str, spellings: str) -> None:
    """A fact is named by key, name or address, long or short, in any typography."""
    assert [NAMES.find(name) for name in spellings.split("；")] == [NAMES.keys[key]] * len(spellings.split("；"))


@table("""
name | slug | words
在职人员控制率 | computed-fact | 请填“在职人员数”、“编制数”
人员控制.③ | computed-fact | 请填“在职人员数”、“编制数”
人员控制.⑦ | unknown-fact | 只有①、②、③
资金使用合规性.不符合 | ambiguous-fact | 资金使用合规性.①.不符合
不符合 | ambiguous-fact | 资金使用合规性.②.不符合
人员控制 | ambiguous-fact | 人员控制.①.制度健全
在编人员数 | unknown-fact | 是不是“在职人员数”
人员控制.②.人数一致 | unknown-fact | 是不是“人员控制.②.聘用人员数一致”
天气 | unknown-fact | 评分规则里没有“天气”
""")
def test_unknown_names(name: str, slug: str, words: str) -> None:
    """A name that cannot be used says why, and which names are meant."""
    problem = read(f"{name}: 1\n")[1][0]
    assert (problem.slug, words in problem.message + problem.hint) == (slug, True)
    assert (problem.start, problem.end) == (0, len(name))


def test_nested_names() -> None:
    """Nested names join with a point, or directly."""
    expected = {BUDGET.key: Fraction("8.5"), NUMBERS_AGREE.key: True}
    assert values("三公经费: {预算数: 8.5万元}\n人员控制:\n  ②: 是\n") == expected


def test_repeated_fact() -> None:
    """A fact given under two names is an error at the second, and counts for nothing."""
    facts, found = read("人员控制.②: 是\n数据: {聘用人员数一致: 否, 编制数: 36人}\n")
    assert ([(d.slug, d.others[0].start) for d in found], facts.values) == ([("repeated-fact", 0)], {"编制数": 36})


# ---- values


@table("""
name | value | texts
编制数 | 53 | 53人；５３ 名；53；五十三人
编制数 | 203 | 两百零三人；203位
编制数 | 1050 | 一千零五十人；1,050人
编制数 | 20000 | 2万；2万人；两万人
预算数 | 8.5 | 8.5万元；8.5；8.5万；85000元；￥8.5万元；￥8.5万；¥85,000元
预算数 | 1320.73 | 1,320.73万元；1，320.73万元；１３２０.７３万元；0.132073亿元
预算数 | 300 | 三百万元；3百万元；三百万
总额 | 459700 | 45.97万元；459700；459,700元；￥459,700.00；¥45.97万元
工单 | 200000 | 20万条；200000条
面积 | 356700 | 35.67万平方米；356700m²；356700㎡
成本 | 82 | 82元/吨；82元/t
增减数 | -3 | -3；－3个；-￥3；￥-3
满意度 | 0.8474 | 84.74%；84.74％；84.74 ﹪；84.74个百分点；847.4‰
满意度 | 0.855 | 百分之八十五点五；百分之85.5
不符合 | 2 | 2例；两例；二例；2
酌情扣分 | 0.5 | 0.5分；0.5；半分；零点五分
酌情扣分 | 0 | 0；0分
公开日期 | 739032 | 2024年5月26日；2024-05-26；2024/5/26；2024.5.26
制度健全 | True | 是；有；真；true；对；成立；√；✔
制度健全 | False | 否；无；没有；假；FALSE；错；不成立；×
无挤占情况 | False | 否
劝阻撒漏 | 达成 | 达成；“达成”
劝阻撒漏 | 部分达成 | 部分；部分达
""")
def test_values(name: str, value: str, texts: str) -> None:
    """A value is read exactly, in the kind and unit of its fact."""
    expected = str(Fraction(value)) if value[-1].isdigit() else value
    assert [str(read_value(text, FACTS[name])) for text in texts.split("；")] == [expected] * len(texts.split("；"))


@table("""
name | slug | words | texts
满意度 | unit-mismatch | 是百分数的，写成 | 84.74；1.02；0
满意度 | unit-mismatch | 是不是87.4%；确是0.874%的，写成0.874% | 0.874；０．８７４
满意度 | unit-mismatch | 是不是100%；确是1%的，写成1% | 1
满意度 | unit-mismatch | 以%计，此处写的是“ | 85人；8.5万元；1.2倍
编制数 | unit-mismatch | 以人计，此处写的是“ | 53%；53万元；一二人；两百三人；53人次
预算数 | unit-mismatch | 以万元计，此处写的是“吨” | 5吨
预算数 | unit-mismatch | 不能换算成万元；核对 | 812.36人；5吨；53%
预算数 | unit-mismatch | 有没有把1写成l、把0写成O | 8l2.36万元；8O万元
预算数 | bad-number | 请写实际的数，不写约数和范围 | 约812万元；800万元以上
编制数 | unit-mismatch | “依据” | 53人（在编）；53人，在编
总额 | unit-mismatch | 没有单位 | 50%；53人在编；5什么
酌情扣分 | unit-mismatch | 以分计 | 1元；5%
编制数 | bad-number | 科学计数法 | 1e5；1.5E+05
总额 | bad-number | 科学计数法 | 1e5；1.5E+05
编制数 | bad-number | 不是数 | NaN；Infinity；-inf
编制数 | bad-number | 超过30位 | 9999999999999999999999999999999；0.1234567890123456789012345678901
编制数 | bad-number | 千分位 | 1,32人；1,3200；1,320,5
总额 | bad-number | 不是一个确定的数 | 8-10人；约53人；≥53；53人以上；97%左右
编制数 | bad-number | 是汉字写的数，没有单位 | 三；十；一百二十
编制数 | bad-number | 负数写成-500 | (500)；（1,500）；(500)人
编制数 | unit-mismatch | 以人计，此处写的是“元” | ￥53
编制数 | unit-mismatch | 后面是“人” | ￥53人
预算数 | unit-mismatch | 没有写明是元还是万元 | ￥500；¥500.00
编制数 | bad-number | 读不成数 | 2.；.5；1.2.3；*；￥；￥￥5
编制数 | bad-number | 是日期 | 2024年5月26日；2024-05-26；2024年5月
编制数 | bad-number | 改正表里的公式 | #DIV/0!；#N/A；#REF!
编制数 | bad-number | 写算出来的数 | =1+1；="53"
编制数 | bad-number | 去掉引号 | '53；“53人”
编制数 | bad-number | 负数写成-500 | 负5人；△5；+-5
满意度 | unit-mismatch | 写成小数或百分数 | 3/4；1:20
预算数 | unit-mismatch | 只写一个数和一个单位 | 5万5千元；5万元5千元
预算数 | unit-mismatch | 数后面写着“元”，单位一栏写着“万元” | 95元万元
公开日期 | bad-number | 去掉后面的时间 | 2024/7/4 0:00；2024-07-04T00:00:00
公开日期 | bad-number | 没有 | 2024-02-30；2024年13月1日
不符合 | bad-number | 整数 | 2.5例；半例
不符合 | out-of-range | 0例 | -1例
编制数 | out-of-range | 0人 | -1；-53人
满意度 | out-of-range | 0%至100% | 120%；-1%
酌情扣分 | out-of-range | 0分，或0.5分至1分 | 2分；0.2分；-1分
制度健全 | bad-judgement | 请写“是”或“否” | 2例；1；基本是
无挤占情况 | bad-judgement | 两种读法 | 有；无；没有；√；×
不符合 | bad-number | 写“0例”，没有数据的写“缺” | 没有；无；√
不符合 | unit-mismatch | 写成2例 | 2次；2处
满意度 | bad-number | 是零的写“0%” | 无
满意度 | bad-number | “。”不是小数点 | 90。5%
编制数 | out-of-range | 不应小于0人 | -1人
劝阻撒漏 | unknown-choice | 是不是“部分达成” | 部份达成
""")
def test_wrong_values(name: str, slug: str, words: str, texts: str) -> None:
    """What cannot be read is refused, with what was expected and what was found."""
    for text in texts.split("；"):
        problem = read_value(text, FACTS[name])
        assert isinstance(problem, Diagnostic), text
        assert (text, problem.slug, words in problem.message + problem.hint) == (text, slug, True)


def test_missing() -> None:
    """A fact that is said to be missing is left out without a word; an empty value is an error."""
    for text in ("缺", "暂缺", "-", "－", "——", "null", "~", "{值: 缺, 依据: 未提供}"):
        assert values(f"编制数: {text}\n在职人员数: 53人\n") == {"在职人员数": 53}
    for text in ("", "''", "{}", "{值: }", "{依据: 表}"):
        assert slugs(f"编制数: {text}\n在职人员数: 53人\n") == ["empty-value"]


# ---- decisions


def test_decision() -> None:
    """A decision carries reason and evaluator, or is warned of; a short address finds it in its item."""
    facts, found = read("人员控制.①: {扣分: 0.5, 理由: 粗放, 评价人: 工作组, 依据: 备注}\n")
    one = facts.evidence[LAXITY.key]
    assert (facts.values, found) == ({LAXITY.key: Fraction(1, 2)}, [])
    assert (one.basis, one.reason, one.evaluator, one.start) == ("备注", "粗放", "工作组", 8)
    facts, found = read("人员控制.①.酌情扣分: 0.5\n")
    assert (len(facts.values), [(one.slug, one.is_error) for one in found]) == (1, [("decision-without-reason", False)])


def test_grade_with_points() -> None:
    """等次 and 得分 together set the grade and the points of an indicator or item."""
    for name in ("劝阻撒漏", "劝阻撒漏.①", "劝阻撒漏.①.劝阻撒漏"):
        text = f"{name}: {{等次: 达成, 得分: 4, 理由: 一致, 评价人: 自评}}\n"
        assert values(text) == {LEVEL.key: "达成", GIVEN.key: Fraction(4)}


# ---- whole files


def test_sentence() -> None:
    """Facts named as a scoring sentence names them are read for it."""
    rule = read_rule("制度健全，得1分，否则不得分。", "管理", ONE)
    facts, found = read_facts("管理.①: 是\n", "a.yaml", rubric_of(rule.reading))
    assert (rule.score(facts.values).score, found) == (ONE, [])


def test_ten_thousand_facts() -> None:
    """Ten thousand facts, and as many unknown names, are read in seconds."""
    facts = tuple(local("指标", f"({n})", "不符合", Kind.COUNT, "例") for n in range(10_000))
    rubric = Rubric("大", ONE, (Indicator("指标", (), ONE, (), facts=facts),), facts=facts)
    begun = time.process_time()
    text = "".join(f"{fact.address}: 2例\n不知{fact.address}: 1\n" for fact in facts)
    known, found = read_facts(text, "a.yaml", rubric)
    assert (len(known.values), len(found)) == (10_000, 10_000)
    assert time.process_time() - begun < 20


WORDS = """编制数 在职人员控制率 人员控制.① 满意度 单位 数据 值 扣分 理由 36人 84.74% 缺 是 1e5 名称,值
 ： : , ， { } [ ] " ' # & * ! - | > ~ \\ % \t \n \r\n \ufeff \0 \u2028 \ud800 ␣ ␣␣ :␣"""
PIECES = st.sampled_from([word.replace("␣", " ") for word in WORDS.split(" ")])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from(["a.yaml", "a.json", "a.csv", "-"]))
def test_any_text_loads(text: str, name: str) -> None:
    """Any text loads without raising, and every place lies inside it."""
    facts, found = read(text, name)
    places = [(one.start, one.end) for one in found] + [(one.start, one.end) for one in facts.evidence.values()]
    places += [(other.start, other.end) for one in found for other in one.others]
    places += [(entry.name_start, entry.name_end) for entry in read_entries(text, name)[0]]
    assert [place for place in places if not 0 <= place[0] <= place[1] <= len(text)] == []


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.from_regex(r"[-+]?[0-9,.一二十百点]{1,9}(万|亿)?(元|人|%|分)?")))
def test_any_value(text: str) -> None:
    """Any value is read exactly, or refused."""
    for fact in (POSTS, BUDGET, LIKED, FAULTS, LAXITY, SYSTEM, LEVEL, DAY):
        assert isinstance(read_value(text, fact), Fraction | bool | str | Diagnostic)


@given(st.binary())
def test_any_bytes_decode(data: bytes) -> None:
    """Any bytes become a text or a diagnostic."""
    assert isinstance(decode(data), str | Diagnostic)


def test_a_decision_lies_in_the_band_that_holds() -> None:
    """达成的得8-10分 leaves 7 points to no one: said, not silently raised to 8."""
    rubric = rubric_of(
        read_rule("达成的得8-10分，部分达成的得5-8分，未达成的不得分。", "劝阻撒漏", Fraction(10)).reading
    )
    text = "劝阻撒漏:\n  等次: 达成\n  得分: {points}\n  理由: 有记录\n  评价人: 评价组\n"
    kept, none = read_facts(text.format(points=9), "facts.yaml", rubric)
    assert (none, Fraction(9) in kept.values.values()) == ([], True)
    dropped, found = read_facts(text.format(points=7), "facts.yaml", rubric)
    assert [(one.slug, one.message) for one in found] == [
        ("out-of-range", "评定的得分应为8分至10分（“达成的得8-10分”），此处为7分")
    ]
    assert Fraction(7) not in dropped.values.values()


def test_the_only_decision_of_an_item_needs_no_name() -> None:
    """人员控制.①.酌情扣分 finds it whatever its words are."""
    rubric = rubric_of(read_rule("①制度健全，得1分，否则酌情扣分；②执行有效，得1分。", "人员控制", Fraction(2)).reading)
    known, found = read_facts("人员控制.①.酌情扣分: {扣分: 0.5, 理由: 不全, 评价人: 甲}", "facts.yaml", rubric)
    assert (list(known.values.values()), found) == ([Fraction(1, 2)], [])


@pytest.mark.parametrize("known", [{"完成数": 3, "计划数": 0}, {"完成数": 3}, {"计划数": 0}, {}])
def test_a_formula_that_divides_by_nothing_never_stops_the_scoring(known: dict[str, int]) -> None:
    """A zero divisor beside a fact that is missing leaves the points open, whatever else is known."""
    cell = "①得分=完成数÷计划数×2分，最高得2分。②制度健全得2分。"
    rule = read_rule(cell, "完成", Fraction(4))
    card = rule.score({fact.key: Fraction(known[fact.name]) for fact in rule.reads if fact.name in known})

    assert card.score is None and card.interval == (0, 4)


def test_commas_in_names_are_alike() -> None:
    """存在截留,挤占，挪用 is the fact that the sentence writes with 、."""
    rubric = load("指标 合规（2分）\n评分 资金使用合规得2分，存在截留、挤占、挪用的，本指标不得分。\n", "合规").rubric
    assert rubric is not None
    for name in ("存在截留,挤占,挪用", "存在截留，挤占、挪用", "合规.①.存在截留,挤占,挪用", "存在截留、挤占、挪用"):
        facts, found = read_facts(f"{name}: 否\n", "某.yaml", rubric)
        assert (list(facts.values.values()), found) == ([False], []), name


@pytest.mark.parametrize("place", ["before", "after", "another indicator"])
def test_what_a_formula_computes_is_not_asked_for(place: str) -> None:
    """Wherever the formula stands: only what it reads is asked for, and what it gives cannot be typed."""
    formula, award = "预算执行率=（实际数/预算数）×100%。", "预算执行率达到100%得3分，每低5个百分点扣0.5分，扣完为止。"
    cells = {"before": [formula + award], "after": [award + formula], "another indicator": [award, formula + award]}
    head = "约定 得分保留2位小数；不足1个百分点的按比例计；分母为0的，得满分\n"
    text = head + "".join(
        f"指标 {number}（3分）\n评分 {cell}\n" for number, cell in zip("甲乙", cells[place], strict=False)
    )
    rubric = load(text, "甲.rubric").rubric
    assert rubric is not None
    assert [fact.name for fact in rubric.facts] == ["实际数", "预算数"]
    assert all(fact.name != "预算执行率" for one in rubric.indicators for fact in one.facts)
    facts, found = read_facts("预算执行率: 80%\n实际数: 90\n预算数: 100\n", "甲.yaml", rubric)
    assert [one.slug for one in found] == ["computed-fact"]
    points = score(scorer(rubric), facts.values).score
    assert points == 2 * len(cells[place])


def test_a_rate_that_says_no_thing_belongs_to_the_indicator_that_computes_it() -> None:
    """Two 完成率=… are two rates, and a third indicator asks for a 完成率 of its own; none can be typed for another."""
    text = (
        "约定 得分保留2位小数；分母为0的，不得分\n指标 甲（2分）\n评分 完成率100%得2分，否则不得分。\n"
        "指标 乙（2分）\n评分 完成率=子/丑×100%，完成率≥100%得2分，否则不得分。\n"
        "指标 丙（2分）\n评分 完成率≥100%得2分，否则不得分。完成率=寅/卯×100%。\n"
    )
    rubric = load(text, "甲.rubric").rubric
    assert rubric is not None
    assert [fact.name for fact in rubric.facts] == ["完成率", "子", "丑", "寅", "卯"]
    assert [rate.name for rate in rubric.definitions] == ["乙.完成率", "丙.完成率"]
    facts, found = read_facts("完成率: 100%\n子: 1\n丑: 1\n寅: 1\n卯: 2\n丙.完成率: 100%\n", "甲.yaml", rubric)
    assert [one.slug for one in found] == ["computed-fact"]
    assert [one.score for one in score(scorer(rubric), facts.values).indicators] == [2, 2, 0]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("年度: 20211\n数据:\n  编制数: 50人\n", "unread-date"),
        ("年度: 二〇二一\n数据:\n  编制数: 50人\n", "unread-date"),
        ("年度: 2021年度\n数据:\n  编制数: 50人\n", None),
        ("数据: abc\n", "bad-structure"),
        ("编制数: 5 3人\n", "bad-number"),
        ("编制数: 1 0000\n", "bad-number"),
        ("编制数: 1 000人\n", None),
        (f"指标,数值\n编制数,{'9' * 140_000}\n在职人员数,50\n", "bad-number"),
    ],
    ids=["20211", "二〇二一", "2021年度", "abc", "5 3", "1 0000", "1 000", "a cell of 140,000 digits"],
)
def test_what_is_not_guessed(text: str, slug: str | None) -> None:
    """A year, a number with blanks, a text where facts should be, a cell that is longer than the csv module likes."""
    sentence = "编制数达到50人得1分。在职人员数达到50人得1分。"
    known, found = read_facts(text, "-", rubric_of(read_rule(sentence).reading))
    assert [one.slug for one in found if one.slug != "unknown-fact"] == ([] if slug is None else [slug])
    assert slug is None or "unread" in slug or "编制数" not in known.values
