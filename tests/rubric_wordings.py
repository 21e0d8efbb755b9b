"""Official wording for the descriptions of ``naive_scorer``: each meaning in any of the field's ways of saying it."""

from fractions import Fraction
from typing import assert_never

from tests.described_rules import (
    Apart,
    AtMost,
    Averaged,
    Award,
    Bands,
    Cell,
    Change,
    Compare,
    Counted,
    Decided,
    DecidedEach,
    DecidedLoss,
    EachMissed,
    Fact,
    Instead,
    Item,
    Loss,
    LossBands,
    Lower,
    Occurrence,
    Rate,
    Regrade,
    Says,
    Several,
    Severally,
    Step,
    Table,
    Target,
    Tiers,
    Veto,
    parts_of,
)
from tests.opening_wordings import Openings
from tests.small_wordings import DOWN, NARROW, NUMBERED, UP, WIDE, amount, decimal, numbered


class Writer(Openings):
    """Writes a table, its words chosen by *pick*; *numbered*: the items of the cell at hand have numbers."""

    numbered = False

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
            case AtMost(changes=(only,), share=Fraction() as share):
                return f"{self.change(only, item)}，{self.one_of('最多扣', '累计扣分不超过')}{self.share(share)}"
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
            case Tiers():
                return self.tiers(change)
            case Apart(every=every, kinds=kinds):
                lead = self.one_of("", "其中")
                own = [f"{lead}{one.fact.name}{self.one_of('的', '的，')}{self.takes(one.points)}" for one in kinds]
                return self.one_of("，", "；").join([self.occurrence(every), *own])
            case Instead(fact=fact, points=points, severe=severe, worse=worse):
                lesser = f"{fact.name}{self.one_of('的', '的，')}{self.takes(points)}"
                return f"{lesser}{self.one_of('，', '；')}{severe.name}{self.one_of('的', '的，')}{self.takes(worse)}"
            case DecidedEach(fact=fact, low=low, high=high):
                ends = f"扣{decimal(low)}-{decimal(high)}分"
                return self.one_of(
                    f"{fact.name}的，每{fact.unit}{ends}",
                    f"每发现一{fact.unit}{fact.name}{ends}",
                    f"每{fact.unit}{fact.name}{ends}",
                )
            case EachMissed(points=points):
                return f"{self.one_of('一项', '任一项', '每有一项')}{self.one_of('不达标', '未达到', '未达标')}的{self.takes(points)}"
            case Severally(changes=changes):
                several = "、".join(f"{decimal(one.points)}分" for one in changes)
                return f"{'、'.join(one.fact.name for one in changes)}1次分别扣{several}"
            case _:
                assert_never(change)

    def tiers(self, tiers: Tiers) -> str:
        """超出5%以内的，每超1%扣0.2分；超出5%以上部分，每超1%扣0.5分。"""
        width, size = amount(tiers.width, tiers.measure), self.one_of("1%", "1个百分点")
        first, second = self.takes(tiers.first), self.takes(tiers.second)
        far = amount(tiers.base + tiers.width * (1 if tiers.way == "上" else -1), tiers.measure)
        near = amount(tiers.base, tiers.measure)
        if tiers.way == "下":
            inside = self.one_of(f"在{far}-{near}之间", f"低于{near}但不低于{far}的部分")
            return f"{inside}每低{size}{first}，低于{far}的部分每低{size}{second}"
        return self.one_of(
            f"超出{width}以内的，每超{size}{first}；超出{width}以上部分，每超{size}{second}",
            f"超过{near}但不超过{far}的部分每超{size}{first}，超过{far}的部分每超{size}{second}",
        )

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
            if step.way == "下" and self.one_of("", "", "在") == "在":
                return f"{name}在{limit}的基础上{said}"
            return self.one_of(f"{name}以{limit}为{word}，{said}", f"以{limit}为{word}，{name}{said}")
        if step.way == "双" or step.adds:
            return said
        if isinstance(item.opening, Several):
            return f"{step.measure.name}{said}"
        if isinstance(item.opening, Lower):
            start = f"在{decimal(item.opening.start)}分{self.one_of('', '的')}基础上"
            missed = (
                self.one_of("未达到的，", "达不到的，", "未达到的")
                if step.way == "下"
                else self.one_of("超过的，", "超过的")
            )
            if self.one_of("前", "后") == "前":
                return missed + start + said
            return f"{missed}每{verb}{size}{start}{takes}{self.part(step.part, size)}"
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
        each, points = self.one_of("一", "1"), decimal(change.points)
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
            f"{name}的，按每{unit}{points}分扣减",
            f"{name}的，扣减按每{unit}{points}分",
            f"每发现{each}{unit}{name}按{points}分的标准扣减",
            f"{name}的{does}/{unit}",
        )

    def veto(self, veto: Veto, cell: Cell) -> str:
        """弄虚作假的，本项不得分。"""
        if isinstance(veto.test, Compare):
            return f"{self.compared(veto.test)}{self.one_of('不得分', '的不得分', '的，不得分')}"
        said = self.test(veto.test) + ("的，" if veto.holds == "等级" else self.one_of("的，", "的"))
        nothing = self.one_of("本指标不得分", f"本指标{decimal(cell.full)}分全扣", "该指标不得分")
        grade = self.regrade(veto.regrade)
        if veto.holds == "项":
            own = any(veto in item.vetoes and item.opening is not None for item in cell.items)
            words = (
                ("本项不得分", "该项不得分", "该项为0分") if own else ("本项不得分",)
            )  # 该项 of what only takes is that item
            return said + self.one_of(*words)
        return said + {"指标": nothing, "等级": grade, "指标等级": f"{nothing}，{grade}"}[veto.holds]

    def regrade(self, change: Regrade) -> str:
        """年度等级定为“差”, 等级不得高于“中”."""
        word, marked = change.word, f"“{change.word}”"
        match change.how:
            case "定为":
                return self.one_of("年度等级定为“差”", "绩效等级评定为差", "等级定为“差”")
            case "不高于":
                return self.one_of(
                    f"等级不得高于{marked}",
                    f"评价等次最高为{word}",
                    f"绩效评价最高评为{word}",
                    f"考核结果不能超过{word}等次",
                )
            case "不评为":
                several = "优、良" if word == "良" else f"{marked}等次"
                return self.one_of(
                    f"年度评价不得评为{several}", f"评价结果不得为{word}", f"等级不得评定为{marked}及以上等次"
                )
        steps = "一" if change.steps == 1 else "两"
        return self.one_of(f"等级下调{steps}级", f"绩效评价等级直接降低{steps}个等次", f"考核结果下调{steps}档")

    # ---- items, cells, tables

    def item(self, item: Item, cell: Cell) -> str:
        """One item without its number and its stop."""
        parts = [self.opening(item.opening, item)] if item.opening is not None else []
        parts += [self.change(change, item) for change in item.changes]
        within = self.one_of("，", "，", "；" if self.numbered or len(cell.items) == 1 else "，")
        text = within.join(parts) if item.opening is not None else "，".join(parts)
        if item.most is not None:
            most = decimal(item.most)
            text += self.one_of(f"，最高得{most}分", f"，最高不超过{most}分", f"，{most}分封顶", f"，最多得{most}分")
        elif item.below < 0:
            least = decimal(-item.below)
            text += self.one_of(
                f"，保底{least}分", f"，最低得{least}分", f"，本项得分不低于{least}分", f"，扣至{least}分为止"
            )
        elif item.below:
            text += f"，最多倒扣{decimal(item.below)}分"
        elif item.changes and all(isinstance(one, Step | Occurrence | Loss) and not one.adds for one in item.changes):
            text += self.till_gone()
        for veto in item.vetoes:
            text += self.one_of("，", "；") + self.veto(veto, cell)
        return text

    def listed(self, averaged: Averaged) -> str:
        """①制度健全；②台账清楚。每个要点占50%权重。"""
        stop, label = self.one_of("；", "。"), self.one_of("①", "（1）", "1.")
        parts = [numbered(label, place) + fact.name for place, fact in enumerate(averaged.facts)]
        share = self.share(Fraction(1, len(averaged.facts)))
        return f"{stop.join(parts)}。{self.one_of('每个要点占', '每项占', '各占')}{share}。"

    def cell(self, cell: Cell) -> str:
        """The whole text of a cell."""
        said = dict.fromkeys(part for part in parts_of(cell) if isinstance(part, Rate) and part.said)
        defined = "".join(
            f"{rate.name}={rate.top.name}{self.one_of('÷', '/')}{rate.bottom.name}×100%。" for rate in said
        )
        return defined + self.scored(cell)

    def scored(self, cell: Cell) -> str:
        """What a cell says of points."""
        if isinstance(cell.items[0].opening, Averaged) and cell.items[0].opening.alone:
            return self.listed(cell.items[0].opening)
        loose = len(cell.items) == 1 or (
            all(item.opening is not None for item in cell.items)
            and not any(veto.holds == "项" for item in cell.items for veto in item.vetoes)
            and not any(isinstance(item.opening, Averaged) for item in cell.items[:-1])
            and not any(isinstance(item.opening, Counted) for item in cell.items[1:])
            and not any(item.below < 0 for item in cell.items)
            and sum(isinstance(item.opening, Decided) for item in cell.items) < 2
        )
        label = self.pick([*NUMBERED, "", ""]) if loose else self.pick(list(NUMBERED))
        if len(cell.items) == 1:
            label = ""
        stop = self.one_of("；", "。", "；\n", "。\n")
        if label == "" and any(item.changes for item in cell.items):
            stop = self.one_of("。", "。\n")
        self.numbered = bool(label)
        self.alone = len(cell.items) == 1 and not (cell.items[0].changes or cell.items[0].vetoes)
        parts = [
            numbered(label, place) + self.headed(item, self.item(item, cell)) for place, item in enumerate(cell.items)
        ]
        text = stop.join(parts) + "。"
        if cell.together:
            many = self.one_of("", "两项")
            text += f"以上{many}任一项{self.one_of('不符合要求', '未达到要求', '不符合')}的，本指标不得分。"
        return text

    def headed(self, item: Item, text: str) -> str:
        """资金到位率（3分）：95%以上得3分: the name of the measure and the points in front, where they are those of the first band."""
        plain = self.numbered and item.below >= 0 and not item.changes and item.most is None
        match item.opening if plain else None:
            case Bands(Fact(name=name) | Rate(name=name), bands):
                points = bands[0].points
            case Award(Compare(Fact(name=name) | Rate(name=name)), points):
                pass
            case _:
                return text
        told = name.endswith("率") and text.startswith(name) and "：" not in text
        if not told or self.one_of("", "", "标题") == "":
            return text
        rest = text.removeprefix(name)
        between = self.one_of("：", "，") if rest[0] in "≥≤<>" else "："
        return f"{name}（{decimal(points)}分）{between}{rest}"

    def typed(self, text: str) -> str:
        """*text* in one typography or another."""
        how = self.one_of("", "", "", "宽", "窄", "空")
        if how == "宽":
            return text.translate(WIDE)
        if how == "窄":
            return text.translate(NARROW).replace("≥", ">=").replace("≤", "<=")
        return text.replace("得", "得 ").replace("，", "， ") if how == "空" else text

    def default(self, table: Table) -> str:
        """What quantitative targets are worth; as a quotient only where all of them ask for at least so much."""
        targets = [one for one in table.indicators if isinstance(one, Target) and one.measure is not None]
        said = ["完成值达到指标值的得满分，否则按比例得分。"]
        if all(one.sign == "≥" and one.limit > 0 for one in targets):
            quotient = f"{self.one_of('完成值', '实际完成值')}{self.one_of('÷', '/')}{self.one_of('指标值', '目标值')}"
            said.append(f"{self.one_of('', '得分＝')}{quotient}×{self.one_of('分值', '权重')}，超过满分的按满分计。")
        return self.pick(said)

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
        lines += [f"计算 {rate.name}＝{rate.top.name}÷{rate.bottom.name}×100%" for rate in table.rates if not rate.said]
        if any(isinstance(one, Target) for one in table.indicators):
            lines.append(f"默认 定量 {self.default(table)}")
            shares = [
                f"{word}的得分值的{decimal(high * 100)}%-{decimal(low * 100)}%" for word, low, high in table.shares
            ]
            lines.append(f"默认 定性 {'，'.join(shares)}。")
        lines += [f"否决 {self.test(veto.test)}的，{self.regrade(veto.regrade)}。" for veto in table.vetoes]
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
