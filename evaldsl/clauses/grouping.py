"""Clauses: the parts of a cell grouped as people read them: items by their numbers, clauses by their effects."""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import get_args

from attrs import define, field

from evaldsl.clauses.signs import WITHOUT, is_generic
from evaldsl.interpreter.records import evolve, frozen
from evaldsl.syntax import tree
from evaldsl.syntax.tree import EFFECTS, Part


@frozen
class Among:
    """Which kind of unit a clause is for, *word*, of those the sentence tells apart: 产区 of 产区, 非产区."""

    word: str
    of: tuple[str, ...]


@frozen
class Clause:
    """A condition and what follows from it; *effect* None for words that award and take nothing.

    *segments* are the parts between commas. *sentence* counts the ； and 。 before, *after* is the sign that ended the
    sentence before, *lead* holds the sentences without effect that came just before.
    """

    segments: tuple[tuple[Part, ...], ...]
    effect: Part | None
    otherwise: bool
    sentence: int
    after: str
    start: int
    end: int
    label: str = ""
    among: "Among | None" = None
    start_points: Fraction | None = None
    """What it takes from, where it says so: 在4分基础上扣."""
    value: tree.Value | None = field(init=False, eq=False, repr=False)
    """The effect itself."""

    @value.default
    def _value(self) -> tree.Value | None:
        return None if self.effect is None else self.effect.value


@define
class Group:
    """The clauses under one number; *marker* None for what stands before the first. *offset*: it says 奖惩相抵."""

    marker: tree.Marker | None
    clauses: list[Clause] = field(init=False, factory=list)
    start: int = 0
    offset: bool = False


CONTEXT = re.compile(
    r"^(?:根据|依据|引用|参考|按照?|通过|经|对照|查阅?|查看|(?:随机|现场|实地|不定期|每[月季]度?|每年)*抽查|统计|参照|结合)(?!要求|规定|时|期|质|序|程序|计划|合同|标准|充[分足])"
    r"|^[^,，]{0,8}按照?[^,，]{0,10}(?:高低|大小|多少|得分|成绩)(?:顺序|依次)?(?:进行)?(?:排序|排列|排名)$"
    r"|^(?:取|以)[^,，]{0,24}平均(?:分|值|分值|得分)(?:进行)?(?:计算|计分|计|评分)?$|^截[至止]到?(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底|末|份)?$"
    r"|^(?:采用|实行|按照?)?(?:百|五|十)分制(?:考核|考评|评分|打分|计分|评价|测评)?$"
    r"|^发放[^,，]{0,6}问卷(?:\d+份)?$|^(?:采取|采用|运用|利用|以|开展|组织|进行).{0,12}(?:方式|方法|形式|手段|问卷|调查|访谈|座谈|抽样|测评|评议)(?:(?:开展|进行)?(?:调查|统计|测评)?)?$"
)


_OPAQUE = re.compile(r"《[^》]*》|\"[^\"]*\"|\([^()]*\)")


def may_be_opaque(text: str) -> bool:
    """Whether there may be a title, a quotation or a bracket in *text*."""
    return "(" in text or "《" in text or '"' in text


def without_opaque(text: str, put: str = "") -> str:
    """*text* with *put* for every sign of titles, quotations and brackets: whatever they say scores nothing."""
    return _OPAQUE.sub(lambda match: put * len(match[0]), text) if may_be_opaque(text) else text


def groups(cell: tree.Cell) -> list[Group]:
    """The items of *cell* in order, each with its clauses."""
    reader = _Reader(cell)
    for part in cell.parts:
        value = part.value
        _TAKE[type(value)](reader, part, value)
    reader.end()
    found = reader.groups
    if not found[0].clauses and len(found) > 1:
        del found[0]
    return found


_OTHERWISE = re.compile(r"^[)、]*(?:否|不是)(?:的|者)?$")
"""The answer that an award under 是 leaves: 是得3分，否得0分."""
_TAKES_ONLY = re.compile(r"(?:[本该此]?(?:项|指标))?(?:实行|采[用取]|执行|按照?|为)?扣分制(?:计分|评分|考核|评价)?")
CONDITIONED = (tree.Award, tree.Deduction, tree.Full, tree.Zero, tree.Discretion, tree.Proportion)
"""What is given or taken under a condition."""
_DROPPED = frozenset({")", "(", '"', "的", "计算", "计"})


def _opened(part: Part, text: str) -> Part:
    """得5分(样本少于30份的不得分): the words of a bracket that holds an effect, without it."""
    return part if ")" in text else Part(tree.Word(text[1:]), part.start + 1, part.end)


@define
class _Reader:
    cell: tree.Cell
    groups: list[Group] = field(init=False, factory=lambda: [Group(None)])
    sentence: int = 0
    after: str = ""
    segments: list[tuple[Part, ...]] = field(init=False, factory=list)
    current: list[Part] = field(init=False, factory=list)
    otherwise: bool = False
    label: str = ""
    start: int | None = None
    headed: tuple[Part, ...] = ()
    """What stands right before a colon: 差 of 差：0分, a condition where the effect follows at once."""
    heading: str = ""
    headed_at: int = 0
    start_points: Fraction | None = None
    held: Part | None = None
    """The part steps named between a step and its points: 每低1%（不足1%的按1%计）扣0.1分."""

    def _counts(self) -> bool:
        return any(isinstance(part.value, tree.Step) for segment in (*self.segments, self.current) for part in segment)

    def _awards(self, points: Fraction) -> bool:
        return any(one.amount.high == points for one in self.cell.values(tree.Award))

    def _takes_next(self, base: Part) -> bool:
        """Whether the next effect behind *base* takes points."""
        effects = (one for one in self.cell.behind(base.start) if isinstance(one, EFFECTS))
        return isinstance(next(effects, None), tree.Deduction)

    def _measures(self, base: Part) -> bool:
        """以90分为基准，每低1分扣0.5分: whether the steps behind *base*, which is in 分, are in 分 as well."""
        words = self.cell.plain[base.start : base.end]
        behind = self.cell.behind(base.start) if "为" in words and "基础" not in words else []
        size = next((size for step, size in pairwise(behind) if isinstance(step, tree.Step)), None)
        return isinstance(size, tree.Comparison) and size.limit.unit == "分"

    def word(self, part: Part, value: tree.Word) -> None:
        if self.start is None:
            self.start = part.start
        text = value.text
        if not self.current and text[0] in ")、否不" and _OTHERWISE.match(text):
            self.otherwise = True
        elif text not in _DROPPED:
            opens = text[0] == "(" and not self.current
            self.current.append(_opened(part, text) if opens else part)

    def comma(self, _: Part, __: tree.Comma) -> None:
        if self.current:
            self._close_segment()
            only = self.segments[0][0].value if len(self.segments[0]) == 1 else None
            if isinstance(only, tree.Word) and "分制" in only.text and _TAKES_ONLY.fullmatch(only.text):
                self.segments, self.start = self.segments[1:], None  # 实行扣分制：what follows says it too

    def stop(self, _: Part, value: tree.Stop) -> None:
        self.end()
        self.sentence += 1
        self.after = ";" if value.mark == ";" else "。"  # the end of a line says no more than its sign

    def marker(self, part: Part, value: tree.Marker) -> None:
        self.end()
        self.sentence += 1
        self.groups.append(Group(value, start=part.start))

    def colon(self, _: Part, __: tree.Colon) -> None:
        """What stands before a colon is the label of what follows."""
        if self.current:
            self._close_segment()
        if self.segments and not self.otherwise:
            last = self.segments.pop()
            if is_generic(self.cell.plain[last[0].start : last[-1].end]):
                self.start = self.start if self.segments else None  # 评分标准：what follows is as it would be alone
                return
            self.headed, self.heading, self.headed_at = last, self.label, len(self.segments)
            self.label = self.cell.plain[last[0].start : last[-1].end]

    def other(self, part: Part, _: tree.Otherwise) -> None:
        self.start = part.start if self.start is None else self.start
        if self.current:
            self._close_segment()
        self.otherwise = True

    def limit(self, part: Part, _: tree.Value) -> None:
        """A comparison, a step, 每."""
        if self.start is None:
            self.start = part.start
        self.current.append(part)

    def effect(self, part: Part, _: tree.Effect) -> None:
        self._add(part)
        if self.held is not None:
            self._add(self.held)
            self.held = None

    def part_step(self, part: Part, value: tree.PartStep) -> None:
        if self._counts():
            self.held = part
            self.start = part.start if self.start is None else self.start
        else:
            self.effect(part, value)

    def base(self, part: Part, value: tree.Base) -> None:
        before = self.groups[-1].clauses
        if self.cell.plain.startswith(("(从", "从"), part.start) and before:
            before[-1] = evolve(before[-1], start_points=value.limit.number)  # 每低1%扣1分(从3分中扣)
            return
        measured = value.limit.unit != "分" or self._measures(part)
        if not measured and self._takes_next(part):
            self.start_points = value.limit.number  # 每低1%在8分基础上扣0.5分
        elif measured or not self._awards(value.limit.number):
            self.effect(part, value)
            return
        self.start = part.start if self.start is None else self.start

    def _heads(self, effect: Part | None) -> bool:
        """Whether the words before the colon are the condition of *effect*, which follows at once: 差：0分."""
        here = len(self.segments) == self.headed_at and not self.otherwise
        return here and effect is not None and isinstance(effect.value, CONDITIONED)

    def end(self) -> None:
        """Ends the sentence."""
        if self.current or self.segments or self.otherwise:
            self._add(None)
        self.label, self.start, self.headed = "", None, ()

    def _close_segment(self) -> None:
        self.segments.append(tuple(self.current))
        self.current = []

    def _add(self, effect: Part | None) -> None:
        """A clause of what was taken since the one before it, and *effect*."""
        if self.current:
            self._close_segment()
        if self.headed:
            if self._heads(effect):
                self.segments.append(self.headed)
                self.label = self.heading
            self.headed = ()
        segments, start = tuple(self.segments), self.start
        last = effect or (segments[-1][-1] if segments else None)
        if start is None:
            start = effect.start if effect else 0
        end = last.end if last else start
        clause = Clause(segments, effect, self.otherwise, self.sentence, self.after, start, end, self.label)
        if self.start_points is not None:
            clause, self.start_points = evolve(clause, start_points=self.start_points), None
        self.groups[-1].clauses.append(clause)
        if segments:
            self.segments = []
        self.otherwise, self.start = False, None


_TAKE: dict[type, Callable[..., None]] = {
    **dict.fromkeys(get_args(tree.Value), _Reader.limit),
    tree.Word: _Reader.word,
    tree.Comma: _Reader.comma,
    tree.Stop: _Reader.stop,
    tree.Marker: _Reader.marker,
    tree.Colon: _Reader.colon,
    tree.Otherwise: _Reader.other,
    **dict.fromkeys(EFFECTS, _Reader.effect),
    tree.PartStep: _Reader.part_step,
    tree.Base: _Reader.base,
}


# ---- words


_LEADING = re.compile(
    r"^(?:[A-Za-z][、.)](?=[一-龥])|\)(?:和(?![谐解平睦])|以?及(?![时格早其])|\((?=[^()]*$))|,|、|;|:|且|并且|并(?=[且])|同时|此外|另外|除此(?:之|以)外|如果|若|凡|其中|但|的|\)|而且|以及|当(?=[^年月地期前日季天场事]))+"
)
_TRAILING = re.compile(r"(?:的时|的按|(?<!^目)(?<![^项题科栏名数节账]目)的|(?<=[格符全位时])即|,|、|;|:|\(|且|并)+$")


_IF = re.compile(r"^如(?![期实数约下上意愿常此何同厕皋东今])")
JOINED = re.compile(r"、|和(?![谐解平睦])|(?<![普涉顾波惠])以?及(?![时格早其])")
"""What joins the things of a list, within a word it does not: 公开及时."""
JOINED_OR = re.compile(rf"或者?|{JOINED.pattern}")
"""What joins things of which each is meant, and 或."""


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """*text* without the small words around it."""
    text = _LEADING.sub("", text.replace("\n", ""))
    return _IF.sub("", _TRAILING.sub("", text))


def text_of(cell: tree.Cell, parts: tuple[Part, ...] | list[Part]) -> str:
    """The plain text that *parts* span, cleaned; the words of a single one, perhaps a share of what stands there."""
    if len(parts) == 1:
        words = parts[0].value
        if isinstance(words, tree.Word):
            return clean(words.text)
    return clean(cell.plain[parts[0].start : parts[-1].end]) if parts else ""


_ZERO = "零(?![增距售星散部件花食碳基容首余差工排上点分])"
_NEGATED = re.compile(rf"^(?:未|不|{_ZERO}|{WITHOUT}|没有|没|非(?![税遗农])|尚未|缺乏|缺少|欠)")
_SIGN_WORDS = re.compile(
    rf"^(?:(?:不够|不太|不甚|不尽|不大|{_ZERO}|未|不|欠|无|没有|没|尚未|是否|已经|已|能够|能|均|都|有|存在|出现|发生|发现|按要求|按规定|及时|及|全部|的)+)"
)


def is_negated(text: str) -> bool:
    """Whether *text* begins with a word that denies: 未公开."""
    return bool(_NEGATED.match(text))


def core(text: str) -> str:
    """*text* without the words that assert or deny: 公开 of 未公开, 违规行为 of 存在违规行为."""
    signs = _SIGN_WORDS.match(text)
    return text[signs.end() :] or text if signs else text
