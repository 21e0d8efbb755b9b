"""较上年减少, 持平, 增加10%以内: conditions on one change against the year before, where a cell speaks of several."""

import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from evaldsl.clauses.comparisons import Segment
from evaldsl.clauses.grouping import Group, text_of
from evaldsl.clauses.measure_names import BARE, BEFORE, is_measure_name
from evaldsl.clauses.relative_limits import step_unit
from evaldsl.interpreter.records import evolve
from evaldsl.interpreter.values import NOTHING, OPPOSITE
from evaldsl.syntax import tree

_SINCE = rf"(?:同比|较|比|与|同)(?:{BEFORE})(?:同期|水平|决算|数|度)*(?:相比)?|同比|环比"
_SINCE_OR_NOT = rf"(?:{_SINCE})?(?:略?有所?)?"
_WAY = "减少|下降|降低|压缩|压减|下浮|增加|增长|上升|提高|提升|上涨|上浮|缩短|延长|节约|节省|超支|持平|零增长|负增长|正增长"
_WORDS = re.compile(
    rf"^(?P<stem>.*?)(?P<since>{_SINCE})?(?:基本|略?有所?|呈|是|为|实现)?(?P<no>不|未|无|没有)?"
    rf"(?P<way>{_WAY})(?:(?:或者?|、|和|及){_SINCE_OR_NOT}(?P<or>{_WAY}))?(?:幅度|比例|率|部分)*(?:但是?)?(?:在|达|达到)?(?:的|者)*$"
)
_ONE_WAY = re.compile(
    rf"^(?P<stem>.*?)(?:[较比](?:{BEFORE})(?:同期)?)?(?:实现|做到)?(?:(?P<up>只增不减|只升不降|零增长或正增长)|只减不增|只降不升|零增长或负增长)(?:的|者)*$"
)
_SPEAKS = re.compile(
    rf"[较比与同和环只零](?:(?<=[较比与同和])(?:{BEFORE})|(?<=[同环])比|(?<=只)(?:减不增|降不升|增不减|升不降)|(?<=零)增长或负增长)"
)
"""A set of first signs stands before all else: ``re`` passes over what is not in it at once."""
_BUT = re.compile(rf"(?:{_WAY})但")
"""下降但不足5%: down, if by less than 5%."""
_BY_GRADES = ("等级", "级别", "等次", "档次", "星级")
"""What goes up and down by grades, and not by percentages: 耕地质量等级."""
_UP = re.compile(r"增加|增长|正增长|上升|提高|提升|上涨|上浮|延长|超支")

_LEAD = re.compile(
    rf"(?:[较比]|[与同和](?=.*比))(?P<since>{BEFORE})(?:同期|决算数?)?(?:相比较?|比较|比)?"
    rf"|(?P<of>.{{2,}}?)?以(?P<base>{BEFORE})(?:同期|决算数?|实际数?|支出数?|水平|数)?为(?:基[期数准]|标准|参照)"
)
_LEADS = re.compile(rf"(?:{_LEAD.pattern})[,:]|[较比与同][1-2]\d{{3}}年")
_YEARLY = re.compile(rf"[较比与同]\d{{4}}年度?(?:同期)?(?:{_WAY})")
_ENDS = re.compile(rf"(.*?)((?:基本|略?有所?|实现)?(?:{_WAY}).{{0,2}})")


@frozen
class Mention:
    """A change as written: of what (*stem*), which way (1, 0, -1), *no* where it is denied; *level* for 持平或下降, with
    the number that stands behind."""

    stem: str
    words: str
    way: int
    no: bool
    level: bool = False


def speaks_of_changes(cell: tree.Cell) -> bool:
    """Whether *cell* holds words of a change against the year before."""
    plain = cell.plain
    if "持平" in plain or "超上年" in plain or "过上年" in plain or "于上年" in plain or "于去年" in plain:
        return True
    if _SPEAKS.search(plain) or ("为基" in plain and _LEADS.search(plain)):
        return True
    return "但" in plain and _BUT.search(plain) is not None


def read_changes(cell: tree.Cell, group: Group) -> None:
    """Reads the changes of *group* as ranges of one number, where the words go more than one way."""
    if "的每" in cell.plain:
        _part_steps(cell, group)
    if "但" in cell.plain:
        _part_limits(group)
    ways: dict[str, set[int]] = {}
    since = False
    within: set[str] = set()
    for of, one in _mentions(cell, group):
        ways.setdefault(of, set()).add(-one.way if one.no else one.way)
        if of and _BUT.search(one.words):
            within.add(of)
        since = since or bool(re.search(_SINCE, one.words) or _ONE_WAY.match(one.words))
    mixed = {stem for stem, found in ways.items() if len(found) > 1}
    if not (mixed and since):
        mixed = {stem for stem, found in ways.items() if 0 in found and len(found) > 1}  # 持平得3分，每下降1%
    mixed |= within
    if not mixed:
        return
    stem, words, last = "", "" if since else BARE, 0
    for place, clause in enumerate(group.clauses):
        segments = _led_apart(cell, clause.segments, mixed)
        for at, segment in enumerate(segments):
            mention = _mention(cell, segment)
            if mention is not None:
                stem, last = mention.stem or stem, mention.way
                words = mention.words if re.search(_SINCE, mention.words) else words
            elif len(segment) > 1 and is_measure_name(text_of(cell, segment[:-1])):
                last = 0  # 满意度≥98%得2分，≥95%得1分 behind it speaks of another thing
                continue
            elif not last or len(segment) != 1 or not isinstance(segment[0].value, (tree.Comparison, tree.Between)):
                continue
            if stem in mixed and (mention is None or not isinstance(segment[-1].value, tree.Step)):
                unit = "级" if stem.endswith(_BY_GRADES) else step_unit(cell)
                value = _changed(segment, mention or Mention(stem, words, last, False), stem, words, unit)
                segments[at] = (tree.Part(value, segment[0].start, segment[-1].end),)
        group.clauses[place] = evolve(clause, segments=tuple(segments))


def say_since(cell: tree.Cell, groups: list[Group]) -> None:
    """与上年相比，游客接待量增长 is 游客接待量较上年增长."""
    for group in groups if _LEADS.search(cell.plain) else ():
        _say_since(cell, group)


def _say_since(cell: tree.Cell, group: Group) -> None:
    for place, clause in enumerate(group.clauses):
        led = _LEAD.fullmatch(clause.label) if clause.label else None
        segments = tuple(_with_year(cell, segment) for segment in clause.segments)
        if led is None and len(segments) > 1:
            led, segments = _LEAD.fullmatch(text_of(cell, segments[0])), segments[1:]
        elif led is None and segments != clause.segments:
            group.clauses[place] = evolve(clause, segments=segments)
        if led is not None and segments and (said := _said_since(led, segments[0])):
            group.clauses[place] = evolve(clause, segments=(said, *segments[1:]))


def _said_since(led: re.Match[str], segment: Segment) -> Segment | None:
    """游客接待量较上年增长, 较上年每增长1%: *segment* with what *led* says before it; None where it speaks of no change."""
    first, stem = segment[0], led["of"] or ""
    since = f"较{led['since'] or led['base']}"
    match first.value:
        case tree.Word(text) if (said := _ENDS.fullmatch(text)) and not (led["base"] and text.endswith(_RATES)):
            return (evolve(first, value=tree.Word(f"{stem}{said[1]}{since}{said[2]}")), *segment[1:])
        case tree.Step(words=words) if led["base"] and re.fullmatch(_WAY, words):
            return (tree.Part(tree.Word(f"{stem}{since}"), first.start, first.start), *segment)
    return None


_RATES = ("率", "幅", "幅度", "比例", "比")
"""办公费增长率 has its own name, whatever it is taken from."""


def _with_year(cell: tree.Cell, segment: Segment) -> Segment:
    """游客接待量较2022年增长: the year is no number to compare with."""
    if len(segment) < 3 or not all(isinstance(segment[at].value, tree.Word) for at in (0, 2)):
        return segment
    year = text_of(cell, segment[1:2])
    said = f"{text_of(cell, segment[:1])}{year}{text_of(cell, segment[2:3])}"
    if not _YEARLY.search(said):
        return segment
    return (evolve(segment[0], value=tree.Word(said), end=segment[2].end), *segment[3:])


def _part_steps(cell: tree.Cell, group: Group) -> None:
    """高于上年的每高1% is 高于上年的，每高1%."""
    for place, clause in enumerate(group.clauses):
        parted: list[Segment] = []
        for segment in clause.segments:
            led = len(segment) > 1 and isinstance(segment[1].value, tree.Step)
            apart = led and _YEAR.fullmatch(text_of(cell, segment[:1]))
            parted += [segment[:1], segment[1:]] if apart else [segment]
        if len(parted) > len(clause.segments):
            group.clauses[place] = evolve(clause, segments=tuple(parted))


_SHORT = re.compile(r"(?:未达标|不达标|[未不]达到?(?:目标|标准|要求)值?),?但是?(?=.)")


def _part_limits(group: Group) -> None:
    """≥50%得3分，较上年提高但未达50%的得2分: what has not reached the limit of the award, and how it changed besides; 未达标但较上年提高."""
    limit: tree.Comparison | None = None
    for place, clause in enumerate(group.clauses):
        if not (isinstance(clause.value, tree.Award) and clause.segments):
            limit = None
            continue
        parted = _without_limit(clause.segments[0], limit) if limit is not None and len(clause.segments) == 1 else ()
        if parted:
            group.clauses[place] = evolve(clause, segments=parted)
            continue
        last = clause.segments[-1][-1].value
        limit = last if isinstance(last, tree.Comparison) and last.op in OPPOSITE else None


def _without_limit(segment: Segment, limit: tree.Comparison) -> tuple[Segment, ...]:
    match segment:
        case (tree.Part(tree.Word(text)) as said, tree.Part(tree.Comparison(op, own)) as short):
            but = re.search(r"但是?$", text)
            if but and _SPEAKS.search(text) and own == limit.limit and op == OPPOSITE[limit.op]:
                return (short,), (evolve(said, value=tree.Word(text[: but.start()])),)
        case (tree.Part(tree.Word(text)) as said,) if (match := _SHORT.match(text)) and _SPEAKS.search(text):
            below = tree.Part(tree.Comparison(OPPOSITE[limit.op], limit.limit), said.start, said.start + match.end())
            return (below,), (tree.Part(tree.Word(text[match.end() :]), below.end, said.end),)
    return ()


def _mentions(cell: tree.Cell, group: Group) -> Iterator[tuple[str, Mention]]:
    stem, kept = "", False
    for clause in group.clauses:
        for segment in clause.segments:
            mention = _mention(cell, segment)
            led = _led_step(cell, segment) if mention is None else None
            if mention is not None or led is not None:
                mention = mention or led
                assert mention is not None
                stem, kept = mention.stem or stem, mention.no and mention.way > 0
                yield stem, mention
            elif stem or clause.segments[0] is not segment or len(segment) > 1:
                step = _step_of(cell, segment)
                if step is not None and (_WORDS.match(step.words) or (kept and step.words.startswith("超"))):
                    yield stem, Mention(stem, step.words, 1 if step.up else -1, False)


def _step_of(cell: tree.Cell, segment: Segment) -> tree.Step | None:
    """每上升1%, and 上升的每上升1%, which says the way twice."""
    first, second = segment[0].value, segment[1].value if len(segment) > 1 else None
    if isinstance(second, tree.Step) and isinstance(first, tree.Word):
        said = _WORDS.match(text_of(cell, segment[:1]))
        return second if said is not None and not said["stem"] and _way(said["way"]) == _way(second.words) else None
    return first if isinstance(first, tree.Step) else None


_LED = re.compile(rf"(?P<stem>.{{2,}}?)(?P<since>{_SINCE})")


def _led_step(cell: tree.Cell, segment: Segment) -> Mention | None:
    """上线率同比每提高1个百分点: the step says which way, the words before it since when."""
    step = segment[1].value if len(segment) > 1 else None
    if not isinstance(step, tree.Step) or not isinstance(segment[0].value, tree.Word) or step.up is step.down:
        return None
    said = _LED.fullmatch(text_of(cell, segment[:1]))
    words = said and _WORDS.match(step.words)
    return Mention(said["stem"], said["since"] + step.words, 1 if step.up else -1, False) if said and words else None


def _led_apart(cell: tree.Cell, segments: tuple[Segment, ...], mixed: set[str]) -> list[Segment]:
    """上线率同比提高的，每提高1个百分点 of 上线率同比每提高1个百分点."""
    found: list[Segment] = []
    for segment in segments:
        led = _led_step(cell, segment)
        if led is not None and led.stem in mixed:
            first = segment[0]
            found.append((evolve(first, value=tree.Word(f"{led.stem}{led.words}")),))
            segment = segment[1:]
        found.append(segment)
    return found


def _mention(cell: tree.Cell, segment: Segment) -> Mention | None:
    head = segment
    if len(segment) > 1 and isinstance(segment[-1].value, (tree.Comparison, tree.Between)):
        head = segment[:-1]
    if not all(isinstance(part.value, (tree.Level, tree.Word)) or _how_many(part.value) for part in head):
        return None
    text = text_of(cell, head)
    if len(head) > 1 and _SO_MANY.search(text):
        return None
    one_way = _ONE_WAY.match(text)
    if one_way:
        return Mention(one_way["stem"], text, -1 if one_way["up"] else 1, True)
    extent = _EXTENT.fullmatch(text) if head is not segment else None
    if extent:
        return Mention("", text, -1 if extent[1] in "降跌减" else 1, False)
    match = _WORDS.match(text)
    if match is None:
        return _against_year(text, head is segment) if text.endswith(_YEAR_ENDS) else None
    bare = match["stem"] and not match["since"] and not _COST.search(match["stem"])
    if bare and (
        _SPEAKS.search(cell.plain)
        or _TWO.search(match["stem"])
        or not (is_measure_name(match["stem"]) or _AMOUNT.search(match["stem"]))
    ):
        return None
    way, no = _way(match["way"]), bool(match["no"])
    if match["or"]:
        way, no = -(way + _way(match["or"])), True  # 持平或上升 is not down
    level = bool(match["or"]) and not (_way(match["way"]) and _way(match["or"]))
    return Mention(match["stem"], text, way, no, level) if way or not match["or"] else None


_SO_MANY = re.compile(r"项(?:指标)?(?:[较比与同下上增减提降持未没无不]|环比)|[均都各]|分别")
"""两项较上年下降, 三项费用均较上年下降: of several, each by itself."""


def _how_many(value: tree.Value) -> bool:
    """三项 of 会议费、培训费、差旅费三项支出合计."""
    return isinstance(value, tree.Comparison) and not value.op and value.limit.unit == "项" and value.limit.number > 1


_AMOUNT = re.compile(r"(?:收入|税收|产值|产量|投资|增加值|利润|销售额?|[人户]数)$")
_TWO = re.compile("[与同和]")
"""收入与支出持平: not against the year before."""
_COST = re.compile(r"(?:成本|造价|投资|费用?|支出|经费)(?:[较比](?!上|去|前|往)[^,，]{2,8})?$")
"""单位成本, 单位成本较计划成本: what one may save or overspend of, without a year before."""
_YEAR_ENDS = ("年", "度", "同期", "水平", "数", "量", "值", "入", "支出")
_YEAR = re.compile(
    r"(?P<stem>.*?)(?P<no>不|未(?=超))?(?:(?P<reach>达到)|(?P<less>低于|小于|少于)|(?P<more>高于|超过?|多于|大于|优于)|等于)(?:或者?)?"
    r"(?P<or>超过|高于|大于|优于|低于|小于|少于|等于)?(?:上一?年度?|去年)(?:同期)?的?(?:水平|数量?|产量|总量|产值|收入|支出)?"
)


def _against_year(text: str, alone: bool) -> Mention | None:
    """超过上年, 达到或超过上年 beside 持平, 较上年下降: which way it goes, and by how much where it is not *alone*."""
    match = _YEAR.fullmatch(text)
    if match is None or (match["no"] and not alone):
        return None
    own, other = match["less"] or match["more"] or match["reach"], match["or"] or ""
    less = bool(match["less"]) or other in ("低于", "小于", "少于")
    way = 0 if not (own or other.strip("等于")) else -1 if less else 1
    level = bool(match["reach"] or match["or"])
    if not way or not (match["no"] or level):
        return Mention(match["stem"], "较上年", way, False)
    return Mention(match["stem"], "较上年", way if match["no"] else -way, True)


_EXTENT = re.compile(r"(?:[^,，]{0,14}但)?([降跌减增升涨])幅(?:在|为)?")
"""低于上年但降幅不超过5个百分点: by how much, where the change was spoken of."""


def _way(word: str) -> int:
    return 0 if word in ("持平", "零增长") else 1 if _UP.fullmatch(word) else -1


def _changed(segment: Segment, mention: Mention, stem: str, words: str, unit: str) -> tree.Changed:
    low: Fraction | None = NOTHING
    high: Fraction | None = NOTHING
    low_in: bool | None = True
    high_in: bool | None = True
    way = -mention.way if mention.no else mention.way
    stated = False
    match segment[-1].value:
        case tree.Comparison(op, limit, stated, past=True):
            unit, low, high, low_in = limit.unit, limit.number, None, stated and op in ("≤", "≥")  # 低于5个百分点以上
            way = -1 if op in ("≤", "<") else 1
        case tree.Comparison(op, limit, stated):
            unit = limit.unit
            below = op in ("≤", "<")
            low, low_in = (NOTHING, mention.level) if below else (limit.number, op != ">")
            high, high_in = (limit.number, op == "≤") if below else (None, True)
        case tree.Between(least, most, low_in, high_in):
            unit, low, high = most.unit, least.number, most.number
            stated = low_in is not None or high_in is not None
        case _ if way:
            low, low_in, high = NOTHING, mention.no, None
    if way < 0:
        low, high, low_in, high_in = None if high is None else -high, None if low is None else -low, high_in, low_in
    one_sided = not isinstance(segment[-1].value, tree.Between)
    return tree.Changed(stem, words, low, high, low_in, high_in, unit, one_sided, stated)
