"""Default rules: what self-assessment forms mean that give only a target and an actual value.

Nothing is assumed: the rubric states both sentences in its head and cites where they come from (财预〔2020〕10号 as it is
commonly quoted). A target becomes a scoring sentence by putting it in the place of 指标值.
"""

import re
from fractions import Fraction

from attrs import evolve, frozen

from evaldsl.arrangement.target_line import with_target
from evaldsl.elaboration.cell_to_indicator import Reading, Setting, read_cell
from evaldsl.interpreter.rubric import Span
from evaldsl.interpreter.values import shown
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.text.diagnostics import Diagnostic, Place, error, info, warning
from evaldsl.text.numerals import TIMES
from evaldsl.text.typography import plain_text

_ACTUAL = "(?:(?:(?:年度|全年)?实际)?完成[值数]|(?:年度|全年)?实际[值数])"
_TARGET = "(?:年初|年度|预期)?(?:设定的?)?(?:指标|目标|计划)[值数]"
_BY = r"(?:[×*]|乘以)(?:[该本此]?(?:指标|项)的?)?(?:分值|权重|满分|标准分)"
_RATIO = rf"(?:{_ACTUAL}|B)(?:与|占|/|÷|除以|同|和){_TARGET}的?|B[/÷]A(?:或者?A[/÷]B)?|A[/÷]B或者?B[/÷]A"
_BEFORE_TARGET = re.compile(r"(?:达到|不低于|不超过|等于|≥|≤)?指标值")
_FORMULA = re.compile(rf"(?:按照?|得分=)?\(?(?:{_RATIO})\)?{_BY}(?:[得记计给]分|计算(?:得分)?)?(.*)", re.S)
"""A whole sentence that is a formula: 得分=完成值/指标值×分值, and how high it goes."""
_WORDS: tuple[tuple[str, str], ...] = (
    (rf"^[与和同]{_TARGET}相比,", ""),
    (rf"完成(?={_TARGET})", "达到"),
    (
        rf"[,;]?对?{_ACTUAL}(?:高于|超过){_TARGET}较多的?,[^;。]*?调减分值",
        ";年初设定明显偏低的,酌情扣分",
    ),
    (rf"按照?(?:{_RATIO})(?:比例|比率|比值|百分比|{_BY})(?:计算)?[得记计给]分", "按比例得分"),
    (rf"[,;。]?(?:{_ACTUAL})?[未没](?:有|能)?(?:达到|达){_TARGET}的?,?", ",否则"),
    (_TARGET, "指标值"),
    (_ACTUAL, ""),
)
"""How the Ministry's forms say it, and what it is in the words of a scoring sentence."""
_REACHED = "完成值达到指标值的得满分,否则按比例得分"
_LITERAL, _EITHER_WAY = re.compile(_RATIO), re.compile(r"A[/÷]B")
"""按B/A×分值, but not 按B/A或A/B×分值, which is for targets of either kind."""
_LEAD = re.compile(
    r"^(?:(?:若|如果?)?(?:指标)?[为是]?定[量性]指标(?:的?得分)?的?(?:(?:按照?|采用)?(?:以下|下列|如下)(?:方法|办法|方式|标准)(?:进行)?(?:评定|计分|评分|打分|确定)?)?[,，:：]?)?"
    r"(?:(?:根据|按照?)指标?(?:完成|实现|达成)情况[,，]?(?:划?分为)[:：]?)?"
)
"""若为定性指标，根据指标完成情况分为：…: what says for which targets the rule is."""
_BESIDE = re.compile(
    r"(?<=\d)\(([^()\d]{1,4})\)$|(?<=[^\d()])\([^()\d]{1,4}\)$|(?<=[^\d()])·(?=[^\d()])|(?<=%)(?:完成|达标|覆盖|合格|到位|实现)$"
)
"""What stands beside the unit and says no more: 12台（套）, 3200人·次, 100%完成; 12（台） is 12台."""
_DOWNWARDS = ("≤", "<")
_DEADLINE = re.compile(
    r"(?:[于在])?((?:[12]\d{3}年)?(?:1[0-2]|0?[1-9])月(?:[0-3]?\d日|[底末])?(?:之|以)?前)((?:全部)?(?:完成|完工|竣工|到位|开工|投入使用))?"
)
"""2024年12月底前: done in time or not, and no number."""
_IN_PROPORTION = re.compile(r"按照?(?:实际)?(?:完成)?(?:比例|比率)(?:计算)?[得记计给]分")
_NO_MORE_IN_PROPORTION = "完成值达到指标值的得满分,否则不得分"
"""What 按比例 is of a target of nothing, 指标值÷完成值 of which is nothing."""
_EACH_YEAR = re.compile(r"^([≥≤<>=]*)(?:每年度?|全年|年度|本年度?|当年)(?=\d)")
_NO_TARGET = re.compile(r"[-—/]+|N/?A|无|[见详同][^\d]{1,12}\d?|待定|另行.*", re.I)
"""What stands in the place of a target: —, 见附件2."""


@frozen
class Defaults:
    """The sentences for quantitative (定量) and qualitative (定性) targets, None where the rubric states none, and where
    each stands."""

    quantitative: str | None = None
    qualitative: str | None = None
    quantitative_at: Span = (0, 0)
    qualitative_at: Span = (0, 0)

    def plus(self, block: Block, found: list[Diagnostic]) -> "Defaults":
        """With what one 默认 line adds."""
        match = re.match(r"\s*(定量|定性)(?:指标)?[\s：:]*(.+)$", block.text, re.S)
        if match is None or (match[1] == "定量" and not re.search(rf"{_TARGET}|B[/÷]A", match[2])):
            found.append(
                error("unread-default", "默认规则没有读懂", block.start, block.end,
                      "写作“默认 定量 完成值达到指标值的得满分，否则按比例得分。”或“默认 定性 达成的得…”")
            )  # fmt: skip
            return self
        sentence, at = _LEAD.sub("", match[2].strip()), (block.start, block.end)
        if match[1] == "定量":
            return evolve(self, quantitative=sentence, quantitative_at=at)
        return evolve(self, qualitative=sentence, qualitative_at=at)

    def of(self, target: Block, weight: Fraction | None) -> tuple[tree.Comparison | None, str | None, Span]:
        """The limit of a target, None for a qualitative one, the sentence for it, and where that stands."""
        limit = target_limit(target.text) or _least(target_range(target.text))
        due = _DEADLINE.fullmatch(plain_text(target.text)) if limit is None and self.quantitative else None
        if due is not None:
            left = "" if weight is None else f"0-{shown(weight, 6)}"
            return None, f"{due[1]}{due[2] or '完成'}得满分，否则酌情得{left}分", self.quantitative_at
        if limit is None:
            return None, self.qualitative, self.qualitative_at
        return limit, self.quantitative, self.quantitative_at

    @property
    def is_literal(self) -> bool:
        """Whether it names the ratio of what was reached to the target, which is for targets that are to be reached."""
        words = plain_text(self.quantitative or "")
        return _LITERAL.search(words) is not None and _EITHER_WAY.search(words) is None


def lacking_default(limit: tree.Comparison | None, name: str, target: Block) -> Diagnostic:
    """What is said of a target without a default rule."""
    kind = "定量" if limit is not None else "定性"
    message = f"指标“{name}”只有指标值，而没有写明{kind}指标怎样计分"
    return error("missing-default", message, target.start, target.end, f"在前面加“默认 {kind} …”")


def default_reading(sentence: str, limit: tree.Comparison | None, target: Block, setting: Setting) -> Reading:
    """The *sentence* read for an indicator that has only a *target*."""
    place = target.start, target.end
    if limit is None:
        return read_cell(sentence, setting, 0, place)
    known = plain_text(sentence)
    formula = _FORMULA.fullmatch(known)
    reached = _NO_MORE_IN_PROPORTION if not limit.limit.number else _REACHED
    reading = read_cell(_sentence(reached if formula else known, target.text, limit), setting, 0, place)
    if formula is None or not limit.limit.number or reading.indicator is None:
        return reading
    (fact, *_) = reading.indicator.facts
    declared = {**setting.declared, fact.key: fact}
    number = f"{shown(limit.limit.number)}{'%' * (limit.limit.unit == '%')}"
    ratio = f"{number}÷{fact.name}" if limit.op in _DOWNWARDS else f"{fact.name}÷{number}"
    capped = re.sub(r"最[高多](?:得|为|不超过)?(?:满分|分值)", "最高不超过指标分值", formula[1])
    return read_cell(f"得分={ratio}×分值{capped}", evolve(setting, declared=declared), 0, place)


def _sentence(known: str, target: str, limit: tree.Comparison) -> str:
    """The default rule with the target in the place of 指标值."""
    number, unit = limit.limit.number, limit.limit.unit
    word = {"≤": "不超过", "<": "低于", "=": "等于", ">": "超过"}.get(limit.op, "达到" if number else "不超过")
    folded = f"万{unit}" in plain_text(target) and not unit.startswith("万") and bool(unit)  # 6.5万亩 stays so
    amount = f"{shown(number / 10_000, 8)}万{unit}" if folded else f"{shown(number)}{unit}"
    for words, meaning in _WORDS:
        known = re.sub(words, meaning, known)
    if not number:
        known = _IN_PROPORTION.sub("不得分", known)
    return _BEFORE_TARGET.sub(f"{word}{amount}", known)


def default_troubles(
    reading: Reading, defaults: Defaults, at: Span, limit: tree.Comparison | None, target: Block, name: str
) -> list[Diagnostic]:
    """What is wrong with the default rule that stands *at* a line, as this *reading* of it shows."""
    place = Place(target.start, target.end, "照它计分的指标值")
    found = [evolve(one, start=at[0], end=at[1], others=(place,)) for one in reading.found if one.is_error]
    if reading.indicator is None and not found:
        found.append(
            error("unread-default", "默认规则里没有得分的写法", *at, "写作“…的得满分，否则按比例得分”", (place,))
        )
    if limit is not None and not limit.limit.number and _falls_short(defaults.quantitative or ""):
        message = f"“{name}”的指标值是0，照“默认”按比例计，超过0的就是0分"
        hint = "不是这样计的，在这个指标下另写一行“评分”，如“每发生1起扣1分，扣完为止”"
        found.append(info("reversed-proportion", message, target.start, target.end, hint=hint))
    elif limit is not None and limit.op in _DOWNWARDS and defaults.is_literal:
        message = f"“{name}”的指标值是“{target.text.strip()}”，越小越好，按指标值÷完成值计，不照写的完成值÷指标值计"
        found.append(warning("reversed-proportion", message, *at, "同意这样计的，写作“否则按比例得分”", (place,)))
    words = f"“{name}”的指标值“{target.text.strip()}”"
    within = target_range(target.text)
    if within is not None:
        low, high = (f"{shown(one.number)}{one.unit}" for one in (within.low, within.high))
        message = f"{words}写了两头：达到{low}的得满分，低于{low}的从{low}算；高于{high}的没有写怎样计，也得满分"
        hint = f"越大越好的写“≥{low}”，越小越好的写“≤{high}”；两头都要扣的，写成“评分”"
        found.append(warning("target-range", message, target.start, target.end, hint))
    elif limit is None and at == defaults.quantitative_at and defaults.quantitative is not None:
        message = f"{words}是期限：按期的得满分；没有按期的算不出比例，由评价人酌情给分"
        hint = "期限写成“评分”，如“12月31日前完成得10分，每推迟1个月扣2分”"
        found.append(warning("target-judged", message, target.start, target.end, hint))
    elif limit is None and _NO_TARGET.fullmatch(plain_text(target.text)):
        message = f"“{name}”的指标值“{target.text.strip()}”没有写出要做到什么，按定性计"
        hint = "写上目标，如“≥12台”“有所提升”；没有目标的，写成“评分”"
        found.append(warning("target-judged", message, target.start, target.end, hint))
    elif limit is None and re.search(r"[\d≥≤<>=]", plain_text(target.text)):
        message = f"{words}里有数，却没有读成定量的，按定性计：填等次，不填数"
        hint = "定量的只写一个数，如“≥12台”；期限写成“评分”，如“12月31日前完成得10分，否则不得分”；确是定性的，写明不报"
        found.append(warning("target-judged", message, target.start, target.end, hint))
    return found


def _falls_short(default: str) -> bool:
    """Whether it gives what is in proportion."""
    known = plain_text(default)
    for words, meaning in _WORDS:
        known = re.sub(words, meaning, known)
    return _IN_PROPORTION.search(known) is not None or _FORMULA.fullmatch(plain_text(default)) is not None


def unused_target(target: Block, limit: tree.Comparison, cell: tree.Cell, name: str) -> Diagnostic | None:
    """What is said of a target beside scoring words that neither name it nor state its number again."""
    number = re.search(r"\d[\d.]*[^\d()]?", plain_text(target.text))
    if with_target(cell, limit) is not cell or (number is not None and number[0] in cell.plain):
        return None
    message = f"指标“{name}”的指标值“{target.text.strip()}”没有用上：评分里没有按它计的得分、扣分"
    hint = "评分写作“完成目标值得满分，…”，目标值就是这个数；评分不按它计的，删去“指标值”这一行"
    return warning("target-unused", message, target.start, target.end, hint)


def target_limit(text: str) -> tree.Comparison | None:
    """The limit that a quantitative target states; None for a qualitative one (提高, 每天, 不超过预算金额)."""
    flat = _BESIDE.sub(lambda match: match[1] or "", plain_text(text).rstrip(";。,、."))
    flat = _EACH_YEAR.sub(r"\1", flat)
    if flat.startswith("=") and "/" in flat:  # ＝1次/季度 divides nothing
        limit = target_limit(flat[1:])
        return limit and evolve(limit, op="=")
    cell, _, trouble = text_to_tree(flat)
    values = [part.value for part in cell.parts]
    if trouble or not values:
        return None
    if len(values) == 2 and isinstance(values[0], tree.Formula):
        return None
    if isinstance(values[0], tree.Formula) and isinstance(values[0].term, tree.Quantity):
        return tree.Comparison("=", values[0].term)
    if len(values) == 1 and isinstance(values[0], tree.Comparison):
        limit = values[0]
        if limit.limit.unit in TIMES and not limit.op:
            return None
        return limit
    return None


def target_range(text: str) -> tree.Between | None:
    """The two numbers that a target states, of one unit: 85-90%."""
    cell, _, trouble = text_to_tree(plain_text(text))
    match [part.value for part in cell.parts]:
        case [tree.Between(low, high) as within] if not trouble and low.unit == high.unit not in TIMES:
            return within
    return None


def _least(within: tree.Between | None) -> tree.Comparison | None:
    """What reaches *within*: nothing says what is lost above it."""
    return None if within is None else tree.Comparison("≥", within.low)
