"""Official wording of what an item gives at first: awards, bands, grades, formulas."""

from fractions import Fraction
from typing import assert_never

from tests.described_rules import (
    AtMost,
    Averaged,
    Award,
    Band,
    Bands,
    Both,
    Compare,
    Counted,
    Decided,
    EachMissed,
    Earned,
    Fact,
    FormulaBelow,
    Graded,
    Held,
    InTurn,
    Item,
    Least,
    LessEach,
    Lines,
    Lower,
    Measure,
    OneMet,
    Opening,
    Otherwise,
    Product,
    Quotient,
    Rate,
    Says,
    Several,
    Step,
    Tiers,
    Within,
)
from tests.small_wordings import SIGNS, Words, amount, decimal, numbered


class Openings(Words):
    """Writes what an item gives at first; *alone*: it is all that its cell says."""

    alone = False

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
            case Lines():
                return self.lines(opening)
            case Lower(test=test, points=points):
                return f"{self.test(test)}{self.gets(points)}"
            case Several(tests=tests, points=points):
                return self.one_of("，", "，且", "，同时").join(map(self.test, tests)) + self.gets(points)
            case OneMet():
                return self.one_met(opening)
            case Earned():
                return self.earned(opening)
            case Least(measure=measure, points=points, per=per):
                part = f"{measure.name}，100%" if per == 1 else f"{measure.name}/{amount(per, measure)}，1"
                return (
                    f"得分={self.one_of('min', 'MIN')}（{part}）×{self.one_of(decimal(points) + '分', decimal(points))}"
                )
            case _:
                assert_never(opening)

    def one_met(self, opening: OneMet) -> str:
        """A≥90%，B≥80%得6分；仅A达标的得3分；A未达标、B达标的得2分。"""
        names = opening.first.measure.name, opening.second.measure.name
        both = self.one_of("，", "且", "、").join(map(self.test, (opening.first, opening.second)))
        met, missed = self.one_of("达标", "达到要求"), self.one_of("未达标", "不达标")
        said = [f"{both}{self.gets(opening.points)}"]
        for (own, other), points in zip((names, names[::-1]), opening.alone, strict=True):
            only = self.one_of(
                f"仅{own}{met}", f"只有{own}{met}", f"{own}{met}、{other}{missed}", f"{own}{met}但{other}{missed}"
            )
            said.append(f"{only}的得{decimal(points)}分")
        last = self.one_of("", "均未达标的不得分", "均不达标的，不得分")
        return self.one_of("；", "，").join([*said, *([last] if last else [])])

    def earned(self, earned: Earned) -> str:
        """X每达到10%得0.5分，达到100%得5分。"""
        name, size = earned.measure.name, amount(earned.size, earned.measure)
        each = f"每{self.one_of('达到', '完成')}{size}得{decimal(earned.each)}分{self.part(earned.part, size)}"
        whole = f"达到{amount(earned.limit, earned.measure)}{self.one_of('得', '的得', '计')}{decimal(earned.points)}分"
        return self.one_of(f"{name}{each}，{whole}", f"{name}{whole}，{each}", f"{name}{whole}，未达到的{each}")

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
        if otherwise.how == "得" and otherwise.points * 2 == award.points and self.one_of("", "", "半"):
            return self.one_of("否则减半计分", "否则，减半得分", "否则按50%计分", "否则得一半分值")
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
        if isinstance(missed := item.changes[0], EachMissed):
            both = self.one_of("，", "、").join(map(self.test, missed.tests))
            return f"{both}{self.one_of('', '，两项均达标')}{self.gets(held.points)}"
        if isinstance(tiers := item.changes[0], Tiers):
            compared = self.compared(Compare(tiers.measure, "≤" if tiers.way == "上" else "≥", tiers.base))
            return f"{tiers.measure.name}{compared}{self.gets(held.points)}"
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
                parts.append(
                    f"{low}{left}{measure.name}{right}{high}{self.gets_of(band.points, bands.bands[0].points)}"
                )
                continue
            else:
                said = self.range(band, measure)
            parts.append((measure.name if first else "") + said + self.gets_of(band.points, bands.bands[0].points))
        halves = any(band.points * 2 == bands.bands[0].points for band in bands.bands)
        if not (cascade or downward or halves) and self.one_of("", "", "前") == "前":
            return self.points_first(bands)
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
        if self.alone and self.one_of("", "", "编号") == "编号":
            label = self.one_of("①", "（1）", "1.")
            parts = [numbered(label, place) + part for place, part in enumerate(parts)]
            between = self.one_of("；", "。", "。\n")
        return between.join(parts)

    def points_first(self, bands: Bands) -> str:
        """预算执行率5分：90%以上；3分：80%（含）-90%；其余不得分。"""
        measure, parts = bands.measure, []
        for band in bands.bands:
            edge = amount(band.low or Fraction(0), measure)
            said = f"{edge}以上" if band.high is None else self.range(band, measure)
            parts.append(f"{decimal(band.points)}分：{said}")
        rest = f"得{decimal(bands.other)}分" if bands.other else "不得分"
        return measure.name + self.one_of("；", "，").join([*parts, f"其余{rest}"])

    def lines(self, lines: Lines) -> str:
        """95%得10分，85%得6分，中间按插值法计算，低于85%不得分。"""
        name, rising = lines.measure.name, lines.ends[0][1] < lines.ends[-1][1]
        best, *middle, worst = reversed(lines.ends) if rising else lines.ends
        top, low = amount(best[0], lines.measure), amount(worst[0], lines.measure)
        reach, beyond = ("达到", "低于") if rising else ("不超过", "超过")
        said = [f"{name}{self.one_of(reach, '≥' if rising else '≤')}{top}{self.gets(best[1])}"]
        for number, points in middle:
            said.append(f"{amount(number, lines.measure)}{self.one_of('得', '（')}{decimal(points)}分")
        said = [one + "）" * ("（" in one) for one in said]
        method = self.one_of("插值法", "线性内插法", "直线法")
        in_points = isinstance(lines.measure, Fact) and lines.measure.unit == "分"  # 79分得0分 is no band
        if self.one_of("界限", "以外") == "以外" and (worst[1] or not in_points):
            rest = f"{beyond}{low}{self.one_of('的', '')}不得分"
            said.append(f"{low}{self.gets(worst[1])}" if worst[1] else f"{low}得0分")
            order = [
                f"{self.one_of('中间', '其间', '两者之间')}按{method}{self.one_of('计算', '计分', '计算得分', '')}",
                rest,
            ]
            return self.one_of("，", "；").join(said + order)
        if worst[1] or middle:
            said.append(f"{low}{self.gets(worst[1])}" if worst[1] else f"{low}得0分")
            return "，".join([*said, f"{beyond}{low}的不得分", f"中间按{method}计算"])
        side = "以下" if rising else "以上"
        ends = "-".join(sorted((top, low), key=lambda one: (one == top) is rising))
        return f"{said[0]}，{low}{side}不得分，{ends}之间{self.one_of('采用', '按')}{method}计算"

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
        said = self.one_of("-", "至", "～", "—").join(written)
        return (
            said + self.one_of("", "", "", "之间", "间")
            if isinstance(measure, Rate) or measure.kind == "比率"
            else said
        )

    def graded(self, graded: Graded) -> str:
        """社会效益显著得5分，较好得3-4分，差不得分。"""
        parts = []
        between = self.one_of("，", "；")
        gets = self.one_of("得", "的得", "计")
        for word, low, high in graded.points:
            if low == high == 0:
                parts.append(f"{word}{self.one_of('不得分', '得0分', '的不得分')}")
            elif low == 0 and self.one_of("写", "定") == "定" and len({high} & {one[1] for one in graded.points}):
                parts.append(f"{word}的{self.one_of('由评价组评定', '由评价小组打分', '根据实际情况评定', '酌情给分')}")
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


def _sign(award: Award) -> str:
    assert isinstance(award.test, Compare)
    return award.test.sign


def _step(item: Item) -> Step:
    change = item.changes[0]
    step = change.changes[0] if isinstance(change, AtMost) else change
    assert isinstance(step, Step)
    return step
