"""What the head and the declarations of a rule file say: points, grades, conventions, facts, definitions, examples."""

import itertools
import re
from fractions import Fraction

from attrs import evolve

from evaldsl.clauses.computed import definition_of
from evaldsl.clauses.measure_names import is_rate_name, may_be_negative
from evaldsl.clauses.measures import Measures
from evaldsl.clauses.units import PARTS_OF_ONE, is_measured
from evaldsl.interpreter.expressions import Expr, keys_of
from evaldsl.interpreter.rubric import Conventions, Definition, Example, Fact, Kind
from evaldsl.rubric_files.rubric_lines import Block
from evaldsl.syntax import tree
from evaldsl.syntax.text_to_tree import text_to_tree
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.numerals import COUNTED, NumberTooLong, number
from evaldsl.text.typography import plain, plain_text, same_name, without_line_ends

_POINTS = re.compile(r"\((?:分值|权重|满分|共|计)?:?([\d.]+)分\):?$")
_BLANK_POINTS = re.compile(
    r"(?<=[^\d\s:：（(])[ \t\u3000]+[\d０-９]{1,3}(?:[.．][\d０-９]{1,2})?[ \t\u3000]*分[ \t\u3000]*[:：]?$"
)
"""人员控制 6分, without brackets."""
_UNIT = re.compile(r"\(([^()]*)\)$")
_UNIT_IS = re.compile(r"([（(])[ \t\u3000]*(?:计量)?单位[ \t\u3000]*[：:][ \t\u3000]*")
"""支出数（单位：万元）."""
_NAME_AND_UNIT = re.compile(r"([^\s＝=＋+\-－×*÷/／（()）]+)([（(]([^（()）\d]{1,8})[)）])")


def name_and_points(block: Block, found: list[Diagnostic]) -> tuple[str, Fraction | None]:
    """The name and the points of a heading such as 人员控制（3分）; points None when none are written."""
    text, _, lower = block.text.strip().partition("\n")
    text = without_line_ends(text)
    if lower:
        found += below(block)
    flat = plain_text(text)
    bare = _BLANK_POINTS.search(text)
    if bare is not None:
        text = flat = f"{text[: bare.start()]}({plain_text(bare[0]).rstrip(':')})"
    match = _POINTS.search(flat)
    if match is None:
        if not text:
            found.append(error("missing-name", f"“{block.keyword}”后面没有名称", block.at, block.start, "写上名称"))
        return text, None
    cut = max(text.rfind("（"), text.rfind("("))
    try:
        return text[:cut].strip(), number(match[1].rstrip("."))
    except NumberTooLong:
        found.append(error("number-too-long", "分值的数字太长", block.start, block.end))
        return text[:cut].strip(), None


_LONG, _LONGEST_DEFINITION = 100, 2_000
"""Names and formulas that are longer than anybody's are not looked at more closely."""
_MEANT_POINTS = re.compile(
    r"(.*?[^\d\s（(：:，,×])[\s（(：:，,]*(?:分值|权重|满分|标准分|分数|共|计|占)?[\s：:为]*"
    r"(\d{1,3}(?:[.．]\d{1,2})?)\s*[分%％]?(?:\s*[,，/／].*)?[)）]?[:：]?"
)
_BRACKET_OF_POINTS = re.compile(r"[（(][^（()）]*[分%％][^（()）]*[)）]$")
_POINTS_LINE = re.compile(r"\s*(?:分值|权重|满分|标准分|分数)[\s：:]*\d{1,3}(?:[.．]\d{1,2})?\s*[分%％]?\s*")
"""The points of an indicator on a line of their own."""


def with_points(name: str) -> str:
    """How a heading without points is to be written: 人员控制（权重10%） and 人员控制 10分 as 人员控制（10分）."""
    meant = _MEANT_POINTS.fullmatch(name) if len(name) < _LONG else None
    return (
        f"{meant[1]}（{plain_text(meant[2])}分）"
        if meant
        else f"{_BRACKET_OF_POINTS.sub('', name.rstrip(':：'))}（3分）"
    )


def points_hint(name: str, rest: str) -> str:
    """What is said of a heading without points, above *rest*."""
    line = rest.strip().partition("\n")[0].strip()
    if len(line) > _LONG or _POINTS_LINE.fullmatch(line) is None:
        return f"写作“指标 {with_points(name)}”"
    return f"写作“指标 {with_points(f'{name} {line}')}”，删去下面的“{line}”"


def full_points(block: Block, found: list[Diagnostic]) -> Fraction | None:
    """总分 100分."""
    match = re.fullmatch(r"([\d.]+)分?", plain_text(block.text))
    if match is None or match[1].count(".") > 1 or len(match[1]) > 12:
        found.append(
            error("bad-number", f"总分“{block.text.strip()}”不是分数", block.start, block.end, "写作“总分 100分”")
        )
        return None
    return number(match[1].rstrip("."))


# ---- facts and definitions


def _split_colon(piece: str) -> tuple[str, str, str]:
    match = re.match(r"([^：:]*)([：:])(.*)$", piece, re.S)
    return (match[1], match[2], match[3]) if match else (piece, "", "")


def declared_fact(block: Block, found: list[Diagnostic]) -> Fact | None:
    """数据 编制数（人）：含义；来源：基础数据表；取值：0-100%."""
    first, _, lower = block.text.partition("\n")
    if lower and not re.search("[：:]", first):
        found += below(block)
        block = evolve(block, text=first)
    head, _, rest = _split_colon(_UNIT_IS.sub(r"\1", block.text.strip(), count=1))
    head = without_line_ends(head.strip())
    bare = re.fullmatch(r"(.*\S)[ \t\u3000]+(\S+)", head)
    if bare is not None and (bare[2] in COUNTED or bare[2] == "%" or is_measured(bare[2])):
        head = f"{bare[1]}（{bare[2]}）"  # 支出数 万元
    flat = plain_text(head)
    unit_match = _UNIT.search(flat)
    unit = unit_match[1] if unit_match else ""
    cut = max(head.rfind("（"), head.rfind("("))
    name = head[:cut].strip() if unit_match else head
    if not name:
        found.append(
            error("missing-name", "“数据”后面没有名称", block.at, block.start, "写上名称，如“数据 预算数（万元）”")
        )
        return None
    notes = {"含义": "", "来源": "", "取值": ""}
    for piece in re.split(r"[；;]|\n(?=[ \t\u3000]*(?:含义|来源|取值)[：:])", rest):
        key, colon, value = _split_colon(piece)
        if colon and key.strip() in notes:
            notes[key.strip()] = value.strip()
        elif piece.strip():
            notes["含义"] = f"{notes['含义']}；{piece.strip()}".lstrip("；")
    kind = _kind(unit)
    multiple = "‰" if unit in _PERMILLE else ""
    size = (1000 if multiple else 100) if kind is Kind.RATIO else 1
    low, high, choices = _values(notes["取值"], kind, size, block, found)
    unit = "%" if multiple else unit
    shown = "" if kind in (Kind.JUDGEMENT, Kind.CHOICE) else "分" if kind is Kind.DISCRETION else unit
    return Fact(
        same_name(name), name, kind, shown, name, choices, low, high,
        signed=may_be_negative(name), meaning=notes["含义"], source=notes["来源"],
        span=(block.start, block.end), multiple=multiple,
    )  # fmt: skip


_PERMILLE = ("‰", "千分点")


def _kind(unit: str) -> Kind:
    if unit in ("是否", "判断", "是/否"):
        return Kind.JUDGEMENT
    if unit in ("等次", "等级", "选择"):
        return Kind.CHOICE
    if unit in ("%", "百分点", "比率", *_PERMILLE):
        return Kind.RATIO
    if unit == "酌情":
        return Kind.DISCRETION
    return Kind.COUNT if unit in COUNTED - {"人", "年", "月", "日", "天", "小时"} else Kind.NUMBER


def _values(
    text: str, kind: Kind, size: int, block: Block, found: list[Diagnostic]
) -> tuple[Fraction | None, Fraction | None, tuple[str, ...]]:
    if not text:
        if kind is Kind.CHOICE:
            found.append(
                error("missing-choices", "等次没有写明取值", block.start, block.end, "加“；取值：优、良、中、差”")
            )
        return None, None, ()
    if kind is Kind.CHOICE:
        return None, None, tuple(word for word in re.split(r"[、,，/\s]+", text.rstrip("。")) if word)
    ends = _range(text, size)
    if ends is None:
        found.append(error("unread-range", f"取值“{text}”没有读懂", block.start, block.end, "写作“取值：0%-100%”"))
    return *(ends or (None, None)), ()


def _range(text: str, size: int) -> tuple[Fraction | None, Fraction | None] | None:
    """The ends of a range, None where there is none: 0%-100%, -1000至1000, 不低于-50."""
    plain = plain_text(_TWO_NEGATIVE.sub(r"\1至-", text))
    numbers = [(Fraction(one[2].replace(",", "")), -1 if one[1] else 1) for one in _SIGNED.finditer(plain)]
    cell, _, trouble = text_to_tree(_SIGNED.sub(r"\2", plain))
    limits = [part.value for part in cell.parts if isinstance(part.value, tree.Comparison | tree.Between)]
    count = sum(1 + isinstance(one, tree.Between) for one in limits)
    if all(sign > 0 for _, sign in numbers):
        numbers = [(Fraction(0), 1)] * count
    if trouble or not limits or len(numbers) != count:
        return None
    low = high = None
    for limit in limits:
        if isinstance(limit, tree.Between):  # the tree has the number first that is lower without its sign
            (_, one), (_, two) = sorted(numbers[:2])
            low, high = sorted([one * _end(limit.low, size), two * _end(limit.high, size)])
        elif limit.op in ("≥", ">"):
            low = numbers[0][1] * _end(limit.limit, size)
        elif limit.op in ("≤", "<"):
            high = numbers[0][1] * _end(limit.limit, size)
        del numbers[: 1 + isinstance(limit, tree.Between)]
    return None if low is None and high is None else (low, high)


def _end(end: tree.Quantity, size: int) -> Fraction:
    """What *end* is of a fact of whose unit *size* are 1: 0.5% of what is counted in ‰, too."""
    return end.part if size > 1 and end.unit in PARTS_OF_ONE else end.number / size


_SIGNED = re.compile(r"((?:^|(?<=[^\w.%‰)]|[至到于过在为]))-)?([0-9][0-9,]{0,30}(?:\.[0-9]{1,30})?)")
"""A number of a range and its sign: a line between two numbers is none."""
_TWO_NEGATIVE = re.compile(r"^(\s*[-－−].*?[^-－−–—~～])[-－−–—~～]+[-－−](?=[0-9０-９])")
"""-50～-1: the sign of the second number, which typography takes for a part of the line before it."""


def definition_parts(block: Block) -> tuple[str, tree.Formula] | None:
    """The name and the formula of a 计算 line; None when it is no definition."""
    cell, _, trouble = text_to_tree(block.text, block.start)
    parts = [part for part in cell.parts if not isinstance(part.value, tree.Stop)]
    if trouble or len(parts) < 2 or not isinstance(parts[-1].value, tree.Formula):
        return None
    return cell.plain[parts[0].start : parts[-2].end], parts[-1].value


_OPERATORS = "+-×*÷/＋－＊／"


def _unread_definition(block: Block) -> Diagnostic:
    """What is wrong with a formula that cannot be read, at its place where that is known."""
    hint = "写作“计算 控制率＝在职人员数÷编制数×100%”"
    opened: list[int] = []
    for place, sign in enumerate(block.text):
        if sign in "(（":
            opened.append(place)
        elif sign in ")）":
            if not opened:
                return _at(block, place, "右括号没有配对的左括号", "补上左括号，或删去这一个")
            opened.pop()
    if opened:
        return _at(block, opened[-1], "左括号没有配对的右括号", "补上右括号，或删去这一个")
    twice = re.search(rf"[{re.escape(_OPERATORS)}][ \u3000]*([{re.escape(_OPERATORS)}])", block.text)
    if twice is not None:
        return _at(block, twice.start(1), f"“{twice[1]}”前面没有数据", "两个运算符号之间要写数据或数，多写的删去")
    last = re.search(rf"([{re.escape(_OPERATORS)}])\s*$", block.text)
    if last is not None:
        return _at(block, last.start(1), f"“{last[1]}”后面没有数据", "补上后面的数据或数")
    return error("unread-definition", f"计算“{block.text.strip()[:30]}”没有读懂", block.start, block.end, hint)


def _at(block: Block, place: int, message: str, hint: str) -> Diagnostic:
    at = block.start + place
    return error("unread-definition", f"算式里的{message}", at, at + 1, hint)


def read_definition(
    block: Block,
    conventions: Conventions,
    rates: dict[str, Definition],
    declared: dict[str, Fact],
    found: list[Diagnostic],
) -> tuple[Definition, tuple[Fact, ...]] | None:
    """计算 在职人员控制率＝在职人员数÷编制数×100%, with the facts it reads."""
    written = block.text.strip()
    if len(written) < _LONGEST_DEFINITION and ("(" in written or "（" in written):
        block = evolve(block, text=_NAME_AND_UNIT.sub(lambda one: _without_unit(one, declared), block.text))
    pieces = definition_parts(block)
    if pieces is None:
        found.append(_unread_definition(block))
        return None
    name, formula = pieces
    measures = Measures(name, plain(block.text, block.start), conventions, rates, declared)
    ratio = is_rate_name(name) or "%" in plain_text(block.text)
    definition = definition_of(measures, name, formula.term, ratio, written, (block.start, block.end))
    expr = definition.expr
    found += measures.found
    through = _way_back(same_name(name), expr, rates)
    if through is not None:
        circle = [name, *through]
        links = [f"“{one}”由“{other}”算出" for one, other in itertools.pairwise(circle)]
        back = f"“{circle[-1]}”又由“{name}”算出"
        message = "，".join([*links, back]) if through else f"“{name}”用自己来计算自己"
        found.append(error("circular-definition", message, block.start, block.end, "换成别的数据来算"))
        return None
    return definition, tuple(measures.facts.values())


def _without_unit(named: re.Match[str], declared: dict[str, Fact]) -> str:
    """支出数（万元） in a formula, where that is how it is declared, with blanks for the unit."""
    fact = declared.get(same_name(named[1]))
    same = fact is not None and fact.unit == plain_text(named[3])
    return f"{named[1]}{' ' * len(named[2])}" if same else named[0]


def _way_back(name: str, expr: Expr, rates: dict[str, Definition]) -> list[str] | None:
    """The rates through which *expr* reads *name* itself, none when it does so at once; None when it does not."""
    waiting: list[tuple[Expr, str]] = [(expr, "")]
    above: dict[str, str] = {}
    while waiting:
        expr, at = waiting.pop()
        keys = keys_of(expr)
        if name in keys:
            through: list[str] = []
            while at:
                through.insert(0, at)
                at = above[at]
            return through
        for key in keys:
            if key in rates and key not in above:
                above[key] = at
                waiting.append((rates[key].expr, key))
    return None


# ---- examples


_ARROW = re.compile(r"(?:→|->|=>|⇒)|(?<=.)[，,；;]\s*应?[得计](?=\s*[0-9.]+\s*分[。.]?\s*$)")
_POINTS_EXPECTED = re.compile(
    r"(?:([①-⑳](?:\.\d+)?|\(\d+\))(?:\s+得?|得|(?=\d+(?:\.\d+)?分?$)))?\s*得?\s*([\d.]{1,20})\s*分?"
)
_GRADE_EXPECTED = re.compile(r"(?:^|[,;])\s*等级(?:定?为|是)?[\s:]*\"?([^\s\",;]+)\"?$")


def _halved(text: str) -> str:
    """*text* in half width with its blanks: ②.4 0.5分."""
    return " ".join(map(plain_text, text.split()))


def read_example(block: Block, indicator: str, found: list[Diagnostic]) -> Example | None:
    """例 在职人员数＝53人；编制数＝36人 → ① 0分; 例 发生重大事故＝是 → 等级差."""
    pieces = _ARROW.split(block.text)
    wanted = _halved(pieces[-1].strip()) if len(pieces) == 2 else ""
    grade = _GRADE_EXPECTED.search(wanted)
    wanted = wanted[: grade.start()] if grade else wanted
    expected = _POINTS_EXPECTED.fullmatch(wanted)
    if (expected is None and (wanted or not grade)) or (expected and expected[2].count(".") > 1):
        found.append(
            error("unread-example", "例没有读懂：缺少“→”或应得的分数", block.start, block.end,
                  "写作“例 在职人员数＝53人；编制数＝36人 → 0分”，等级写作“→ 等级差”")
        )  # fmt: skip
        return None
    facts: list[tuple[str, str]] = []
    for piece in _fact_pieces(pieces[0]):
        if not piece.strip():
            continue
        match = re.match(r"\s*([^＝=]+?)\s*[＝=]\s*(.+?)\s*$", piece) or re.match(
            r"\s*(\S+)[ \u3000：:]+(\S+)\s*$", piece
        )
        if match is None:
            found.append(error("unread-example", f"例中的“{piece.strip()}”不是“名称＝值”", block.start, block.end))
            return None
        facts.append((match[1], match[2]))
    label, points = (expected[1] or "", number(expected[2].rstrip("."))) if expected else ("", None)
    return Example(indicator, label, tuple(facts), points, grade[1] if grade else "", (block.start, block.end))


def _fact_pieces(text: str) -> list[str]:
    """The facts of an example, split at ； and at ， after a value; a comma inside a name belongs to the name."""
    found: list[str] = []
    for part in re.split(r"[；;\n]", text):
        open_name = ""
        for piece in re.split(r"[，,]", part):
            if re.search(r"[＝=]", piece) or re.match(r"\s*\S+[ \u3000：:]+\S+\s*$", piece):
                found.append(f"{open_name}{piece}")
                open_name = ""
            else:
                open_name += f"{piece}，"
        if open_name.strip("， \u3000"):
            found.append(open_name.rstrip("，"))
    return found


def below(block: Block) -> list[Diagnostic]:
    """What stands below the one line of a heading such as 年度: it is under no heading."""
    at = block.text.find("\n")
    rest = block.text[at:].lstrip() if at >= 0 else ""
    message = f"“{block.keyword}”只有一行，下面的话不在任何标题之下"
    hint = "以标题开头，如“等级 优：…”“依据 …”；只给人看的，行首加#"
    return [error("stray-text", message, block.end - len(rest), block.end, hint)] if rest else []


def in_order(rates: dict[str, Definition]) -> tuple[Definition, ...]:
    """Definitions so that each comes after those it reads; a circle is reported when it is read."""
    ordered: dict[str, Definition] = {}

    def place(name: str, path: frozenset[str]) -> None:
        if name in ordered or name in path:
            return
        for key in keys_of(rates[name].expr):
            if key in rates:
                place(key, path | {name})
        ordered[name] = rates[name]

    for name in rates:
        place(name, frozenset())
    return tuple(ordered.values())
