"""Official wording for the descriptions of ``naive_scorer``: each meaning in any of the field's ways of saying it."""

from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from tests.naive_scorer import (
    AtMost,
    Averaged,
    Award,
    Band,
    Bands,
    Both,
    Cell,
    Change,
    Compare,
    Counted,
    Decided,
    DecidedLoss,
    Fact,
    FormulaBelow,
    Graded,
    Held,
    InTurn,
    Item,
    LessEach,
    Loss,
    LossBands,
    Measure,
    Occurrence,
    Opening,
    Otherwise,
    Product,
    Quotient,
    Says,
    Step,
    Table,
    Target,
    Test,
    Veto,
    Within,
)

Pick = Callable[[list[str]], str]
"""Chooses one of several ways to say a thing."""

NUMBERED = ("①", "（1）", "(1)", "1.", "1、", "1）", "⑴", "一是", "（一）")
WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789%.<>=()"} | {"≥": "≧", "≤": "≦"})
NARROW = str.maketrans({"，": ",", "；": ";", "（": "(", "）": ")", "％": "%", "：": ":"})
SIGNS = {
    "≥": ["≥{}", "达到{}", "不低于{}", "不少于{}", "{}以上", "{}（含）以上", "{}及以上", "至少{}", "大于等于{}", "达到{}以上", "达{}", "不小于{}"],
    "≤": ["≤{}", "不超过{}", "不高于{}", "不大于{}", "{}以下", "{}（含）以下", "控制在{}以内", "小于等于{}", "{}以内", "小于或等于{}", "未超过{}"],
    ">": [">{}", "超过{}", "高于{}", "大于{}", "{}以上（不含）", "多于{}"],
    "<": ["<{}", "低于{}", "小于{}", "不足{}", "不满{}", "未达到{}", "不到{}", "少于{}"],
    "=": ["={}", "等于{}", "为{}"],
}  # fmt: skip
DOWN = ["低于", "少于", "降低", "下降", "减少", "少", "低"]
UP = ["超出", "超过", "高于", "增加", "超", "高", "提高", "上升"]


def decimal(value: Fraction) -> str:
    """A number as people write it."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        assert places < 12, value
    if places == 0:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def amount(value: Fraction, measure: Measure) -> str:
    """A number of *measure* with its unit."""
    if not isinstance(measure, Fact) or measure.kind == "比率":
        return decimal(value * 100) + "%"
    return decimal(value) + measure.unit


class Writer:
    """Writes a table, its words chosen by *pick*."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick

    def one_of(self, *words: str) -> str:
        """One of several wordings."""
        return self.pick(list(words))

    # ---- small words

    def gets(self, points: Fraction) -> str:
        """得2分。"""
        verb = self.one_of("得", "计", "记", "给", "可得", "，得", "的得", "的，计", "，记", "的，得")
        return f"{verb}{decimal(points)}分" if points else self.one_of("不得分", "，不得分", "的不计分", "得0分")

    def nothing(self) -> str:
        """否则不得分。"""
        return self.one_of("否则不得分", "否则，不得分", "否则不计分", "否则得0分", "反之不得分")

    def takes(self, points: Fraction) -> str:
        """扣2分。"""
        return f"{self.one_of('扣', '扣', '减', '扣减', '扣除')}{decimal(points)}分"

    def adds(self, points: Fraction) -> str:
        """加2分。"""
        return f"{self.one_of('加', '加', '奖')}{decimal(points)}分"

    def till_gone(self) -> str:
        """扣完为止: it goes without saying."""
        return self.one_of("", "", "，扣完为止", "，直至扣完", "，扣完该项分")

    def part(self, part: str, size: str) -> str:
        """不足1个百分点的按1个百分点计。"""
        if not part:
            return ""
        if part == "进一":
            said = self.one_of(f"不足{size}的按{size}计", f"不足{size}按{size}计算", f"不足{size}的，按{size}计")
        elif part == "整步":
            said = self.one_of(f"不足{size}的不计", f"不足{size}的不扣分", f"不足{size}不计")
        else:
            said = self.one_of(f"不足{size}的按比例计算", f"不足{size}的按比例计")
        return self.one_of(f"，{said}", f"（{said}）")

    def size(self, step: Step) -> str:
        """1个百分点。"""
        if isinstance(step.measure, Fact) and step.measure.kind != "比率":
            return amount(step.size, step.measure)
        number = decimal(step.size * 100)
        words = [f"{number}%", f"{number}个百分点", f"{number}个百分点"]
        return self.pick([*words, "一个百分点"] if number == "1" else words)

    # ---- tests

    def test(self, test: Test) -> str:
        """X≥95%。"""
        if isinstance(test, Says):
            return test.fact.name
        if isinstance(test, Both):
            joined = self.one_of("或") if test.either else self.one_of("且", "，同时", "，且")
            return f"{self.test(test.first)}{joined}{self.test(test.second)}"
        if isinstance(test, Within):
            return test.measure.name + self.within(test)
        return test.measure.name + self.compared(test)

    def compared(self, test: Compare, *, bare: bool = False) -> str:
        """≥95%; with *bare* 95% alone may do."""
        ways = SIGNS[test.sign] + (["{}", "{}"] if bare else [])
        return self.pick(ways).format(amount(test.limit, test.measure))

    def within(self, test: Within) -> str:
        """90%（含）-95%（不含）。"""
        low, high = amount(test.low, test.measure), amount(test.high, test.measure)
        inside = {True: "（含）", False: "（不含）"}
        dash = self.one_of("-", "至", "～", "到")
        said = f"{low}{inside[test.low_in]}{dash}{high}{inside[test.high_in]}"
        return self.one_of(f"在{said}之间", said, f"介于{low}{inside[test.low_in]}和{high}{inside[test.high_in]}之间")

    # ---- openings

    def opening(self, opening: Opening, item: Item) -> str:
        """What an item gives at first."""
        match opening:
            case Award():
                return self.award(opening, item)
            case Held():
                return self.held(opening, item)
            case Bands():
                return self.bands(opening)
            case Graded():
                return self.graded(opening)
            case InTurn(cases=cases):
                (first, points), (_, less) = cases
                share = self.one_of(f"部分达成得{decimal(less)}分", f"部分达成的计{decimal(less)}分")
                return f"{first.name}{self.gets(points)}，{share}，未达成不得分"
            case Product():
                return self.product(opening)
            case Quotient(top=top, bottom=bottom, points=points):
                sign = self.one_of("÷", "/")
                ratio = f"{top.name}{sign}{bottom.name}"
                return f"得分={self.one_of(ratio, f'（{ratio}）')}×{decimal(points)}分"
            case LessEach(points=points, count=count, each=each):
                return f"得分={decimal(points)}-{count.name}{self.one_of('×', '*')}{decimal(each)}"
            case FormulaBelow(measure=measure, limit=limit, points=points):
                test = self.compared(Compare(measure, "≥", limit))
                limit_ = amount(limit, measure)
                formula = f"{measure.name}÷{limit_}×{decimal(points)}分"
                below = self.one_of("未达到的，得分=", f"低于{limit_}的，得分=", "否则得分=")
                return f"{measure.name}{test}{self.gets(points)}，{below}{formula}"
            case Counted():
                verb = self.one_of("得", "加", "计")
                return "，".join(
                    self.one_of(
                        f"每{fact.name}1{fact.unit}", f"每{fact.name}一{fact.unit}", f"{fact.name}的，每{fact.unit}"
                    )
                    + f"{verb}{decimal(points)}分"
                    for fact, points in opening.entries
                )
            case Decided(low=low, high=high):
                ends = f"{decimal(low)}-{decimal(high)}分"
                return self.one_of(f"在{ends}之间酌情打分", f"由评价人在{ends}之间酌情给分", f"视情况得{ends}")
            case Averaged(facts=facts, points=points):
                return (
                    "、".join(fact.name for fact in facts)
                    + f"{self.one_of('，各得', '的，各计', '各得')}{decimal(points)}分"
                )
            case _:
                assert_never(opening)

    def award(self, award: Award, item: Item) -> str:
        """制度健全得2分，否则不得分。"""
        said = self.test(award.test)
        if (
            isinstance(award.test, Says)
            and not item.changes
            and award.otherwise is None
            and self.one_of("", "是") == "是"
        ):
            points = decimal(award.points)
            return f"是否{award.test.fact.name}，是得{points}分，否则不得分"
        text = f"{said}{self.gets(award.points)}"
        if award.otherwise is not None:
            return f"{text}{self.one_of('，', '；')}{self.otherwise(award, award.otherwise)}"
        bare = item.changes or isinstance(award.test, Both | Within)
        return text + ("" if bare else self.one_of("", f"，{self.nothing()}", f"；{self.nothing()}"))

    def otherwise(self, award: Award, otherwise: Otherwise) -> str:
        """否则扣1分。"""
        if otherwise.how == "得":
            return f"否则{self.one_of('得', '，得', '计')}{decimal(otherwise.points)}分"
        if otherwise.how == "扣":
            return f"否则{self.takes(otherwise.points)}"
        if otherwise.how in ("酌情扣分", "酌情计分"):
            return f"否则{otherwise.how}"
        if otherwise.share is not None:
            assert isinstance(award.test, Says)
            return self.one_of("否则按完成比例得分", "未达到的按完成比例得分")
        return self.one_of(
            "否则按比例得分", "否则按比例计分", "未达到的按比例得分" if _sign(award) == "≥" else "超过的按比例得分"
        )

    def held(self, held: Held, item: Item) -> str:
        """X≥95%得2分: what the step behind it counts from. A bare number will do, the step says which side is good."""
        if held.test is not None:
            return f"{self.test(held.test)}{self.gets(held.points)}"
        step = _step(item)
        sign = {"下": "≥", "上": "≤", "双": "="}[step.way]
        bare = isinstance(step.measure, Fact) and step.measure.kind == "比率"
        compared = self.compared(Compare(step.measure, sign, step.base), bare=bare)
        return f"{step.measure.name}{compared}{self.gets(held.points)}"

    def bands(self, bands: Bands) -> str:
        """90%以上得4分；80%（含）-90%得3分；低于80%不得分。"""
        measure, between = bands.measure, self.one_of("；", "，")
        if all(band.low == band.high for band in bands.bands):
            assert isinstance(measure, Fact)
            parts = [
                f"{decimal(band.low or Fraction(0))}{measure.unit}得{decimal(band.points)}分" for band in bands.bands
            ]
            last = f"{len(parts)}{measure.unit}{self.one_of('以上', '及以上')}"
            return measure.name + between.join([*parts, f"{last}不得分"])
        downward = bands.bands[0].low is None
        cascade = all(band.low_in is True and band.high_in is not None for band in bands.bands) and not downward
        style = (
            self.one_of("范围", "范围", "不等号", "往下")
            if cascade
            else self.one_of("范围", "不等号")
            if downward
            else "范围"
        )
        parts = []
        for band in bands.bands:
            first = not parts
            if band.low is None or band.high is None:
                edge = band.low if band.high is None else band.high
                assert edge is not None
                sign = "≥" if band.high is None else "≤"
                plain = [way for way in SIGNS[sign] if band.low_in is not None or "含" not in way]
                said = self.pick(plain).format(amount(edge, measure))
            elif style == "往下":
                said = self.one_of("≥{}", "{}以上", "不低于{}").format(amount(band.low, measure))
            elif style == "不等号":
                low, high = amount(band.low, measure), amount(band.high, measure)
                left, right = "≤" if band.low_in else "<", "≤" if band.high_in else "<"
                parts.append(f"{low}{left}{measure.name}{right}{high}{self.gets(band.points)}")
                continue
            else:
                said = self.range(band, measure)
            parts.append((measure.name if first else "") + said + self.gets(band.points))
        edge_ = bands.bands[-1].low if not downward else bands.bands[-1].high
        assert edge_ is not None
        sign = ">" if downward else "<"
        counts = isinstance(measure, Fact) and measure.kind == "次数"
        rest = self.pick([way for way in SIGNS[sign] if "含" not in way]).format(amount(edge_, measure))
        if bands.other:
            rest = self.one_of("其他情况", "其余")
            parts.append(f"{rest}得{decimal(bands.other)}分")
        else:
            rest = self.one_of(rest, "其余", "其他") if not counts else self.one_of("其余", "其他", rest)
            parts.append(self.one_of(f"{rest}不得分", f"{rest}不得分", f"{rest}的不得分"))
        return between.join(parts)

    def range(self, band: Band, measure: Measure) -> str:
        """80%（含）-90%."""
        assert band.low is not None and band.high is not None
        low, high = amount(band.low, measure), amount(band.high, measure)
        if isinstance(measure, Fact) and measure.kind == "次数":
            return f"{decimal(band.low)}-{high}" if band.low != band.high else high
        ends = [(low, band.low_in), (high, band.high_in)]
        if self.one_of("", "", "倒") == "倒":
            ends.reverse()
        written = [
            end + ("（含）" if said is True else self.one_of("", "（不含）") if said is False else "")
            for end, said in ends
        ]
        return self.one_of("-", "至", "～", "—").join(written)

    def graded(self, graded: Graded) -> str:
        """社会效益显著得5分，较好得3-4分，差不得分。"""
        parts = []
        between = self.one_of("，", "；")
        gets = self.one_of("得", "的得", "计")
        for word, low, high in graded.points:
            if low == high == 0:
                parts.append(f"{word}{self.one_of('不得分', '得0分', '的不得分')}")
            else:
                parts.append(f"{word}{gets}{decimal(low)}{f'-{decimal(high)}' * (low != high)}分")
        name = graded.fact.name
        if graded.fact.choices[0].startswith("优"):
            return f"{name}为{between.join(parts)}"
        return name + between.join(parts)

    def product(self, product: Product) -> str:
        """得分=X×8分。"""
        points = self.one_of(f"{decimal(product.points)}分", decimal(product.points))
        times = self.one_of("×", "*")
        if product.reversed_:
            return f"得分=（1-{product.measure.name}）{times}{points}"
        if product.per != 1:
            return (
                self.one_of("得分=", "")
                + f"{product.measure.name}{self.one_of('÷', '/')}{decimal(product.per)}×{decimal(product.points)}分"
            )
        return f"得分={product.measure.name}{times}{points}"

    # ---- changes

    def change(self, change: Change, item: Item) -> str:
        """每低于1%扣0.2分，扣完为止。"""
        match change:
            case Step():
                return self.step(change, item)
            case Occurrence():
                return self.occurrence(change)
            case Loss(test=Says(fact=fact), points=points, adds=adds):
                if adds:
                    return f"{fact.name}{self.one_of('的', '的，')}再{self.adds(points)}"
                lead = self.one_of("", "", "如", "若", "凡")
                return f"{lead}{fact.name}{self.one_of('的', '的，', '，')}{self.takes(points)}"
            case Loss(test=test, points=points):
                return f"{self.test(test)}{self.one_of('的', '，')}{self.takes(points)}"
            case LossBands(measure=measure, bands=bands):
                first, second, third = bands
                assert first.low is not None and second.low is not None
                high, low = amount(first.low, measure), amount(second.low, measure)
                top = self.one_of(f"{high}以上", f"≥{high}", f"不低于{high}")
                below = self.one_of(f"低于{low}", f"不足{low}", f"<{low}")
                middle = f"{low}（含）-{high}{self.takes(second.points)}"
                return f"{measure.name}{top}不扣分，{middle}，{below}{self.takes(third.points)}"
            case DecidedLoss(decision=decision, low=low, high=high):
                what = decision.name.removesuffix("酌情扣分")
                if high is None:
                    return f"{what}{self.one_of('的酌情扣分', '的，酌情扣分')}"
                ends = f"{decimal(low)}-{decimal(high)}分"
                return what + self.one_of(f"的，视情况扣{ends}", f"的扣{ends}", f"的，酌情扣{ends}")
            case AtMost(changes=changes, most=most):
                said = self.one_of("，", "，").join(self.change(one, item) for one in changes)
                adds = any(getattr(one, "adds", False) for one in changes)
                if adds:
                    return f"{said}，{self.one_of('最多加', '累计加分不超过')}{decimal(most)}分"
                if len(changes) > 1:
                    return f"{said}，累计扣分不超过{decimal(most)}分"
                return f"{said}，" + self.one_of(
                    f"最多扣{decimal(most)}分", f"扣完{decimal(most)}分为止", f"累计扣分不超过{decimal(most)}分"
                )
            case _:
                assert_never(change)

    def step(self, step: Step, item: Item) -> str:
        """每低于1个百分点扣0.2分，不足1个百分点的不计。"""
        size = self.size(step)
        verb = self.pick({"下": DOWN, "上": UP, "双": ["超过或低于", "超过（降低）", "高于或低于"]}[step.way])
        if step.share:
            share = decimal(step.points * 100)
            takes = self.one_of(f"扣分值的{share}%", f"扣权重分的{share}%", f"扣{share}%权重分")
        else:
            takes = self.adds(step.points) if step.adds else self.takes(step.points)
        said = f"每{verb}{size}{self.one_of('', '', '，')}{takes}{self.part(step.part, size)}"
        if item.opening is None:
            limit, name = amount(step.base, step.measure), step.measure.name
            word = self.one_of("基准", "标准", "目标")
            return self.one_of(f"{name}以{limit}为{word}，{said}", f"以{limit}为{word}，{name}{said}")
        if step.way == "双" or step.adds:
            return said
        limit = amount(step.base, step.measure)
        lead = {
            "下": [f"低于{limit}的，", "未达到的，", f"不足{limit}的，"],
            "上": [f"超过{limit}的，", "超过的，", f"高于{limit}的，"],
        }
        return self.pick(["", "", "", *lead[step.way]]) + said

    def occurrence(self, change: Occurrence) -> str:
        """每发现一处违规扣0.5分。"""
        name, unit = change.fact.name, change.fact.unit
        does = self.adds(change.points) if change.adds else self.takes(change.points)
        if change.adds:
            return self.one_of(f"每{name}1{unit}{does}", f"每{name}一{unit}{does}")
        if change.every > 1:
            return self.one_of(f"每{change.every}{unit}{name}{does}", f"每发现{change.every}{unit}{name}{does}")
        if name.startswith("不"):
            return self.one_of(f"有一{unit}{name}{does}", f"每有一{unit}{name}{does}", f"每发现一{unit}{name}{does}")
        each = self.one_of("一", "1")
        return self.one_of(
            f"每发现{each}{unit}{name}{does}",
            f"每发现{each}{unit}{name}的{does}",
            f"每{unit}{name}{does}",
            f"每有{each}{unit}{name}{does}",
            f"每出现{each}{unit}{name}，{does}",
            f"每发生{each}{unit}{name}{does}",
            f"发现{each}{unit}{name}{does}",
            f"有{each}{unit}{name}{does}",
            f"{name}的，{each}{unit}{does}",
            f"{name}的，每{unit}{does}",
            f"{name}的{does}/{unit}",
        )

    def veto(self, veto: Veto, cell: Cell) -> str:
        """弄虚作假的，本项不得分。"""
        if isinstance(veto.test, Compare):
            return f"{self.compared(veto.test)}{self.one_of('不得分', '的不得分', '的，不得分')}"
        said = self.test(veto.test) + ("的，" if veto.holds == "等级" else self.one_of("的，", "的"))
        nothing = self.one_of("本指标不得分", f"本指标{decimal(cell.full)}分全扣", "该指标不得分")
        grade = self.one_of("年度等级定为“差”", "绩效等级评定为差", "等级定为“差”")
        if veto.holds == "项":
            return said + self.one_of("本项不得分", "该项不得分", "该项为0分")
        return said + {"指标": nothing, "等级": grade, "指标等级": f"{nothing}，{grade}"}[veto.holds]

    # ---- items, cells, tables

    def item(self, item: Item, cell: Cell) -> str:
        """One item without its number and its stop."""
        parts = [self.opening(item.opening, item)] if item.opening is not None else []
        parts += [self.change(change, item) for change in item.changes]
        text = self.one_of("，", "，", "；").join(parts) if item.opening is not None else "，".join(parts)
        if item.most is not None:
            most = decimal(item.most)
            text += self.one_of(f"，最高得{most}分", f"，最高不超过{most}分", f"，{most}分封顶", f"，最多得{most}分")
        elif item.changes and all(isinstance(one, Step | Occurrence | Loss) and not one.adds for one in item.changes):
            text += self.till_gone()
        for veto in item.vetoes:
            text += self.one_of("，", "；") + self.veto(veto, cell)
        return text

    def cell(self, cell: Cell) -> str:
        """The whole text of a cell."""
        loose = len(cell.items) == 1 or (
            all(item.opening is not None for item in cell.items)
            and not any(veto.holds == "项" for item in cell.items for veto in item.vetoes)
            and not any(isinstance(item.opening, Averaged) for item in cell.items[:-1])
            and not any(isinstance(item.opening, Counted) for item in cell.items[1:])
            and sum(isinstance(item.opening, Decided) for item in cell.items) < 2
        )
        label = self.pick([*NUMBERED, "", ""]) if loose else self.pick(list(NUMBERED))
        if len(cell.items) == 1:
            label = ""
        stop = self.one_of("；", "。", "；\n", "。\n")
        if label == "" and any(item.changes for item in cell.items):
            stop = self.one_of("。", "。\n")
        parts = [numbered(label, place) + self.item(item, cell) for place, item in enumerate(cell.items)]
        return stop.join(parts) + "。"

    def typed(self, text: str) -> str:
        """*text* in one typography or another."""
        how = self.one_of("", "", "", "宽", "窄", "空")
        if how == "宽":
            return text.translate(WIDE)
        if how == "窄":
            return text.translate(NARROW).replace("≥", ">=").replace("≤", "<=")
        return text.replace("得", "得 ").replace("，", "， ") if how == "空" else text

    def table(self, table: Table) -> str:
        """The rule file."""
        full = sum((one.full for one in table.indicators), Fraction(0))
        lines = ["规则集 测试", f"总分 {decimal(full)}分"]
        if table.grades:
            cuts = [decimal(least) for _, least in table.grades]
            low = self.one_of(f"{cuts[2]}分以下", f"不满{cuts[2]}分", f"低于{cuts[2]}分")
            ends = f"良：{cuts[1]}分（含）-{cuts[0]}分；中：{cuts[2]}分（含）-{cuts[1]}分"
            lines.append(f"等级 优：{cuts[0]}分（含）以上；{ends}；差：{low}")
        said = table.conventions
        lines.append(f"约定 得分保留{said.decimals}位小数")
        if said.part:
            lines.append(
                "约定 不足1个百分点的" + {"进一": "，按1个百分点计", "整步": "，不计", "按比例": "按比例计"}[said.part]
            )
        if said.zero:
            lines.append("约定 分母为0的，" + {"1": "比率按100%计", "0": "比率按0计"}.get(said.zero, said.zero))
        bases = dict.fromkeys(fact for rate in table.rates for fact in (rate.top, rate.bottom))
        lines += [f"数据 {fact.name}（{fact.unit}）" for fact in bases]
        lines += [f"计算 {rate.name}＝{rate.top.name}÷{rate.bottom.name}×100%" for rate in table.rates]
        if any(isinstance(one, Target) for one in table.indicators):
            lines.append("默认 定量 完成值达到指标值的得满分，否则按比例得分。")
            shares = [
                f"{word}的得分值的{decimal(high * 100)}%-{decimal(low * 100)}%" for word, low, high in table.shares
            ]
            lines.append(f"默认 定性 {'，'.join(shares)}。")
        lines += [f"否决 {veto.name}的，年度等级定为“差”。" for veto in table.vetoes]
        for one in table.indicators:
            lines.append(f"{self.one_of('指标 ', '指标：', '三级 ')}{one.name}（{decimal(one.full)}分）")
            if isinstance(one, Cell):
                lines.append(self.one_of("评分 ", "评分标准 ", "") + self.typed(self.cell(one)))
            elif one.measure is None:
                lines.append("指标值 有所提升")
            else:
                sign = self.one_of("≥", "不低于") if one.sign == "≥" else self.one_of("≤", "不超过")
                lines.append(f"指标值 {sign}{amount(one.limit, one.measure)}")
        return "\n".join(lines) + "\n"


def numbered(label: str, place: int) -> str:
    """*label* of the first item carried on to the item at *place*."""
    if not label:
        return ""
    return (
        label.replace("①", "①②③④⑤⑥"[place])
        .replace("⑴", "⑴⑵⑶⑷⑸⑹"[place])
        .replace("1", str(place + 1))
        .replace("一", "一二三四五六"[place])
    )


def _sign(award: Award) -> str:
    assert isinstance(award.test, Compare)
    return award.test.sign


def _step(item: Item) -> Step:
    change = item.changes[0]
    step = change.changes[0] if isinstance(change, AtMost) else change
    assert isinstance(step, Step)
    return step
