"""The words that all official sentences share: numbers, 得分 and 扣分, limits."""

from collections.abc import Callable
from fractions import Fraction

from tests.described_rules import (
    Both,
    Compare,
    Fact,
    Measure,
    Says,
    Step,
    Test,
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
    hundreds = value / 100
    if hundreds.denominator == 1 and value > 0 and measure.unit in ("人", "户", "元", "万元", "人次"):
        return f"{decimal(hundreds)}百{measure.unit}"
    return decimal(value) + measure.unit


class Words:
    """Small words and tests, chosen by *pick*."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick

    def one_of(self, *words: str) -> str:
        """One of several wordings."""
        return self.pick(list(words))

    # ---- small words

    def gets(self, points: Fraction) -> str:
        """得2分。"""
        verb = self.one_of("得", "计", "记", "给", "可得", "，得", "的得", "的，计", "，记", "的，得")
        return f"{verb}{self.figure(points)}分" if points else self.one_of("不得分", "，不得分", "的不计分", "得0分")

    def gets_of(self, points: Fraction, whole: Fraction) -> str:
        """得2分, 减半计分: what a band gets where the best one gets *whole*."""
        halves = ["得一半分值", "的，减半计分", "得分值的50%", "的按50%计分", "得该项分值的一半", "减半得分"]
        said = self.gets(points)
        return self.one_of(said, said, *halves) if points and points * 2 == whole else said

    def figure(self, points: Fraction) -> str:
        """2, now and then 贰 as on a cheque."""
        whole = points.denominator == 1 and points < 10
        return self.one_of(*[decimal(points)] * 5, "零壹贰叁肆伍陆柒捌玖"[int(points)]) if whole else decimal(points)

    def nothing(self) -> str:
        """否则不得分。"""
        return self.one_of("否则不得分", "否则，不得分", "否则不计分", "否则得0分", "反之不得分")

    def takes(self, points: Fraction) -> str:
        """扣2分。"""
        return f"{self.one_of('扣', '扣', '减', '扣减', '扣除')}{self.figure(points)}分"

    def adds(self, points: Fraction) -> str:
        """加2分。"""
        return f"{self.one_of('加', '加', '奖')}{decimal(points)}分"

    def share(self, share: Fraction) -> str:
        """分值的50%, 权重分的一半: a part of what the item is worth."""
        percent, whole = f"{decimal(share * 100)}%", self.one_of("分值", "权重分", "权重")
        parts = {
            Fraction(1, 2): ["一半", "1/2", "二分之一"],
            Fraction(1, 4): ["1/4", "四分之一"],
            Fraction(1, 5): ["1/5", "五分之一"],
        }
        return self.pick(
            [f"{whole}的{percent}", f"{percent}{whole}", *[f"{whole}的{part}" for part in parts.get(share, [])]]
        )

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
        return self.pick(ways).format(self.one_of(*[amount(test.limit, test.measure)] * 7, *tenths(test)))

    def within(self, test: Within) -> str:
        """90%（含）-95%（不含）。"""
        low, high = amount(test.low, test.measure), amount(test.high, test.measure)
        inside = {True: "（含）", False: "（不含）"}
        dash = self.one_of("-", "至", "～", "到")
        said = f"{low}{inside[test.low_in]}{dash}{high}{inside[test.high_in]}"
        named = {True: "含", False: "不含"}
        ways = [
            f"在{said}之间", said, f"介于{low}{inside[test.low_in]}和{high}{inside[test.high_in]}之间", f"{said}间", f"在{said}区间内",
            f"{low}{dash}{high}之间（{named[test.low_in]}{low}，{named[test.high_in]}{high}）",
        ]  # fmt: skip
        if test.low_in or test.high_in:
            ways.append(f"{'[' if test.low_in else '('}{low},{high}{']' if test.high_in else ')'}")
        return self.pick(ways)


def tenths(test: Compare) -> list[str]:
    """九成, 八成五 of 90% and 85%."""
    ratio = not isinstance(test.measure, Fact) or test.measure.kind == "比率"
    whole, rest = divmod(test.limit * 10, 1)
    if not ratio or not 1 <= whole <= 9 or (rest * 10).denominator != 1:
        return []
    digit, part = "零一二三四五六七八九"[int(whole)], "零一二三四五六七八九"[int(rest * 10)]
    return [f"{digit}成{part if rest else ''}"]


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
