"""Text to tree: the grammar reads one scoring cell; each token becomes a value of the tree."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import lark

from evaldsl.data_folders import GRAMMAR, data_folder
from evaldsl.interpreter.records import evolve
from evaldsl.syntax import regex_cache, tree
from evaldsl.syntax.first_signs import Match
from evaldsl.syntax.kept_words import kept_words
from evaldsl.syntax.laid_out import is_laid_out, put_together, with_columns, with_heads
from evaldsl.syntax.limit_values import limit_quantity
from evaldsl.syntax.marks_again import with_marks_again, with_shares
from evaldsl.syntax.misprints import corrected
from evaldsl.syntax.parser_cache import cached_parser
from evaldsl.syntax.points_taken import with_points_taken, with_scopes
from evaldsl.syntax.quotients import Quotient, quotient, with_headed_names, without_brackets
from evaldsl.syntax.said_above import with_items, with_nouns, with_ones, written_out
from evaldsl.syntax.short_of import with_limits
from evaldsl.syntax.token_values import scoring_value, token_value
from evaldsl.syntax.tree import Comma, Part, Word
from evaldsl.text.diagnostics import Diagnostic, error
from evaldsl.text.numerals import MOST_DIGITS, NumberTooLong
from evaldsl.text.typography import Plain, plain

LONGEST_CELL = 5_000
DEEPEST_FORMULA = 40
ALIKE = 8
"""So many texts are kept: every fifth cell of a published table says what one of the eight before it said, word for word."""
_DIGIT = re.compile(r"[\d零一二两三四五六七八九十百千半万点]")
_LONG_NUMBER = re.compile(rf"\d\d{{{MOST_DIGITS},}}|[零一二两三四五六七八九十百千半万点]{{{MOST_DIGITS + 1},}}")
_LONG_NUMERAL = re.compile(rf"[\d.]{{{MOST_DIGITS},}}|[零一二两三四五六七八九十百千万点]{{{MOST_DIGITS},}}")


@lru_cache(maxsize=1)
def parser() -> lark.Lark:
    """The LALR parser with the contextual lexer."""
    files = sorted(
        (one for one in data_folder(GRAMMAR).iterdir() if one.name.endswith(".lark")), key=lambda one: one.name
    )
    grammar = "\n".join(one.read_text(encoding="utf-8") for one in files)
    return cached_parser(
        grammar, lambda: lark.Lark(_on_one_line(grammar), start="cell", parser="lalr", lexer="contextual")
    )


def _on_one_line(grammar: str) -> str:
    """*grammar* with each pattern of several lines on one, since lark tries first what is longer, blanks and all."""
    spread = re.compile(r"(?<=[ (])/\n(?:[^/\\]|\\.)*/x")
    return spread.sub(lambda one: re.sub(r"\s+(?:#.*\s*)*", "", one[0].removesuffix("x")), grammar)


@lru_cache(maxsize=1)
def _tokens() -> tuple[Mapping[str, Match], Match]:
    """What finds the token at a place outside formulas: the terminals with a priority, in lark's own order, and the last of
    them, words, which may begin with any two signs."""
    begin = sorted(
        (one for one in parser().terminals if one.priority),
        key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value), one.name),
    )
    *others, words = ((one.name, one.pattern.to_regexp()) for one in begin)
    return regex_cache.by_signs(dict(others)), regex_cache.compile(f"(?P<{words[0]}>{words[1]})").match


def text_to_tree(text: str, offset: int = 0) -> tuple[tree.Cell, Plain, list[Diagnostic]]:
    """Reads one scoring cell that begins at *offset* of its file. Raises nothing for a user's mistake.

    What cannot be read becomes a diagnostic, up to the next ； or 。; the rest is read all the same.
    """
    source, found = plain(text, offset), list[Diagnostic]()
    written = source.text
    if "一" in written and ("缺一" in written or "少一" in written or "漏一" in written or "错一" in written):
        source = with_items(source)
    if len(source.text) != len(text) and "-" in source.text:
        source = with_columns(text, source)
    if len(source.text) <= LONGEST_CELL:
        source, found = corrected(text, with_ones(source) if "每" in source.text else source)
    if "同" in source.text or "照" in source.text or "一致" in source.text:
        source = written_out(source, found, LONGEST_CELL)
    if "+" in source.text and ")" in source.text:
        source = with_nouns(source)
    if "其一" in source.text or "(评" in source.text or "(考核" in source.text or "分标准)" in source.text:
        source = with_heads(source)
    if is_laid_out(source.text):
        source = put_together(source)
    if len(source.text) > LONGEST_CELL:
        return tree.Cell("", ()), source, [too_long(source, "格")]
    every = source.text[MOST_DIGITS :: MOST_DIGITS + 1]  # a long number stands in one of these places
    long_number = _LONG_NUMBER.search(source.text) if _DIGIT.search(every) else None
    if long_number:
        found.append(_too_long(source.span(*long_number.span())))
        return tree.Cell("", ()), source, found
    whole = whole_cell(source.text)
    if whole is not None:
        return whole, source, found
    parts: list[Part] = []
    start = 0
    while True:
        try:
            parts += _parts(source.text[start:] if start else source.text, start)
            break
        except NumberTooLong:
            long_number = _LONG_NUMERAL.search(source.text, start)
            found.append(_too_long(source.span(*(long_number.span() if long_number else (start, len(source.text))))))
            return tree.Cell("", ()), source, found
        except (lark.exceptions.UnexpectedInput, _TooDeep) as trouble:
            place = start + max(getattr(trouble, "pos_in_stream", None) or 0, 0)
            begin, stop = _sentence(source.text, start, place)
            if begin > start:
                parts += _parts(source.text[start:begin], start)
            found.append(_unread(source, trouble, begin, place, stop))
            start = stop
            if start >= len(source.text):
                break
    return tree.Cell(source.text, tuple(parts)), source, found


def too_long(source: Plain, what: str) -> Diagnostic:
    """What is said of a cell, or *what* else it is, that has too many signs."""
    message = f"这一{what}有{len(source.text)}个字，超过{LONGEST_CELL}个字，不再往下读"
    return error("text-too-long", message, *source.span(0, len(source.text)))


@lru_cache(maxsize=ALIKE)
def whole_cell(text: str) -> tree.Cell | None:
    """The cell that *text* is, None where not all of it can be read."""
    try:
        parts = _parts(text, 0)
        short = ("不计分" in text or "按" in text) and ("不足" in text or "不到" in text or "不满" in text)
        return tree.Cell(text, tuple(with_limits(text, parts) if short else parts))
    except (lark.exceptions.UnexpectedInput, _TooDeep, NumberTooLong):
        return None


def _parts(text: str, start: int) -> list[Part]:
    """The parts of *text*, which begins at *start* of its cell."""
    if "(" in text and ("×" in text or "=" in text):
        text = without_brackets(text)
    if "按" in text and "分、" in text:
        text = _BY_GRADES.sub(_without_by, text)
    if "/" in text and "%" in text and (own := quotient(text)) is not None:
        return _around(text, start, own)
    found = _flat(text, start)
    if found is None:
        found = _joined(_part(child, start, text) for child in parser().parse(text).children)
    if ":," in text:  # of 社会效益:按显著5分、一般2分计分
        found = [part for place, part in enumerate(found) if not (place and _idle_comma(found[place - 1], part))]
    if spans := kept_words(text, start):
        found = _joined(_as_words(one, text, start) if _inside(one, spans) else one for one in found)
    if "分)=" in text:
        found = with_headed_names([*found])
    if _MARK_AGAIN.search(text):
        found = _joined(with_marks_again(text, found, start))
    if ("占" in text or "%" in text) and _SHARE_OF.search(text):
        found = [*with_shares(text, found, start)]
    if "扣" in text and _TAKEN_APART.search(text):
        found = with_points_taken([*found])
    return with_scopes([*found]) if ("扣" in text or "减" in text) and _TAKEN_FROM.search(text) else found


def _idle_comma(before: Part, part: Part) -> bool:
    return isinstance(before.value, tree.Colon) and isinstance(part.value, Comma)


def _inside(part: Part, spans: list[tuple[int, int]]) -> bool:
    return any(start <= part.start and part.end <= end for start, end in spans)


def _as_words(part: Part, text: str, start: int) -> Part:
    return Part(Word(text[part.start - start : part.end - start]), part.start, part.end)


_EACH_GRADE = r"[^\d,;:。\n、()按]{1,8}\d[\d.]*分"
_BY_GRADES = re.compile(
    rf"((?:(?:^|(?<=([,:;。\n])))(?:分别|依次)?按照?)?)((?<=按|照)(?:{_EACH_GRADE}、)+{_EACH_GRADE})((?:折?计算|[计评打赋]分|计)(?:得分)?)(?=([,;。\n])|$)"
)


def _without_by(match: re.Match[str]) -> str:
    """按显著5分、一般2分、无效益0分计分 is what 显著5分、一般2分、无效益0分 is; as many signs."""
    return f"{(',' if match[2] in (None, ':') else match[2]) * len(match[1])}{match[3]}{(match[5] or '。') * len(match[4])}"


_MARK_AGAIN = re.compile(r"([①-⑳(](?:(?<=[①-⑳])|(?:\d{1,2}|[一二三四五六七八九十]{1,3})\))).*\1", re.S)
_SHARE_OF = re.compile(r"[①-⑳)项点条\d][各均]?占|(?:\([权分占得\d]|,[占得权分])[^(),;。\n]{0,8}%|[差般格][的,]?\d+%")
_TAKEN_APART = re.compile(
    r"[\d)值重分](?:的标准)?(?:予以|进行|相应)*[扣减]|分的标准|扣(?:减|除|分)(?:标准|分值)?[按为是:]|扣[减除]?分?[值数]?="
)
_TAKEN_FROM = re.compile("[在从](?:[本该此]|指标[总得])")


_MARKS = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳.、)")


def _around(text: str, start: int, own: Quotient) -> list[Part]:
    """The parts of *text* with the definition that *own* is, as a clause of its own."""
    marked = text[max(own.start - 1, 0)] in _MARKS  # a mark is one only before something
    before = _parts(f"{text[: own.start]}甲", start)[:-1] if marked else _parts(text[: own.start], start)
    [defined] = (_part(child, 0).value for child in parser().parse(f"={own.text}").children)
    assert isinstance(defined, tree.Formula)
    here = Part(evolve(defined, own=True), start + own.start, start + own.end)
    apart = [] if text[own.end : own.end + 1] in (*",;。", "") else [Part(Comma(), here.end, here.end)]
    try:
        return [*before, here, *apart, *_parts(text[own.end :], here.end)]
    except lark.exceptions.UnexpectedInput as trouble:
        vars(trouble)["pos_in_stream"] = own.end + (trouble.pos_in_stream or 0)
        raise


_MONTHS = re.compile(
    r"(?:1[0-2]|[1-9])月份?(?:-|至|到)(?:次年)?(?:1[0-2]|[1-9])月|(?:1[0-2]|[1-9])(?:-|至|到)(?:1[0-2]|[1-9])月份?(?=[一-龥])(?![份得的以内之及间])"
)


def _names_months(token: str, text: str, place: int) -> bool:
    """4月至6月, 7-9月完成: whether *token*, at *place* of *text*, is a time of the year, where so many months are 4至6个月."""
    return "月" in token and _MONTHS.match(text, place) is not None


_FORMULA = frozenset({"EQUALS", "PAREN_EQUALS", "OPENING", "OPERAND", "BY"})
_WORDS = frozenset({"PLAIN", "MONTHS", "TEXT"})
_APART = _FORMULA | _WORDS | {"BETWEEN"}


def _flat(text: str, start: int) -> list[Part] | None:
    """The parts of a text that is a sequence of tokens and formulas; None where the parser must read it as a whole."""
    found: list[Part] = []
    (tokens, words_at), end = _tokens(), len(text)
    place = words = 0  # the words before *place* begin at *words*
    while place < end:
        token = tokens[text[place : place + 2]](text, place) or words_at(text, place)
        if token is None:
            return None
        kind, after = token.lastgroup or "", token.end()
        apart = kind in _APART
        if apart and (kind in _WORDS or (kind == "BETWEEN" and _names_months(token[0], text, place))):
            place = after
            continue
        if words < place:
            found.append(Part(Word(text[words:place]), start + words, start + place))
        if apart and kind in _FORMULA:
            after = _formula_end(text, place)
            formula = _formula_parts(text, place, after, start)
            if formula is None:
                return None
            found += formula
        else:
            found.append(Part(scoring_value(kind, token[0]), start + place, start + after))
        words = place = after
    if words < place:
        found.append(Part(Word(text[words:place]), start + words, start + place))
    return found


_AFTER_FORMULA = re.compile(r"[,;:。\n]|$")


def _formula_end(text: str, place: int) -> int:
    """Where the clause ends that begins at *place*."""
    end = _AFTER_FORMULA.search(text, place)
    return end.start() if end else len(text)


def _formula_parts(text: str, place: int, end: int, start: int) -> list[Part] | None:
    """The parts from *place* to *end*, which are a formula; None where they alone cannot be read."""
    if text[end : end + 1] == ":":
        return None
    try:
        read = parser().parse(lark.TextSlice(text, place, end))
    except lark.exceptions.UnexpectedInput:
        return None
    return _joined(_part(child, start) for child in read.children)


def _joined(parts: Iterable[Part]) -> list[Part]:
    """*parts* with words that touch as one."""
    found: list[Part] = []
    for part in parts:
        value = part.value
        if found and isinstance(value, Word) and isinstance(before := found[-1].value, Word):
            found[-1] = Part(Word(before.text + value.text), found[-1].start, part.end)
        else:
            found.append(part)
    return found


def _too_long(span: tuple[int, int]) -> Diagnostic:
    return error("number-too-long", f"数字超过{MOST_DIGITS}位，无法当作分数或数据", *span)


def _sentence(text: str, start: int, place: int) -> tuple[int, int]:
    """Begin and end of the sentence around *place*."""
    begin = max((text.rfind(stop, start, place) + 1 for stop in ";。\n"), default=start)
    ends = [end + 1 for stop in ";。\n" if (end := text.find(stop, place)) >= 0]
    return max(begin, start), min(ends, default=len(text))


_WANTED = {
    "NAME": "数据名称", "OPERAND": "数据名称", "FIGURE": "数字", "LPAR": "“（”", "RPAR": "“）”", "PLUS": "“+”",
    "MINUS": "“-”", "TIMES": "“×”", "OVER": "“÷”", "COMMA": "“，”", "OPEN": "“，”", "STOP": "“。”",
}  # fmt: skip


def _unread(source: Plain, trouble: Exception, begin: int, place: int, stop: int) -> Diagnostic:
    if isinstance(trouble, _TooDeep):
        return error("unread-sentence", f"公式太长或括号套得太深，超过{DEEPEST_FORMULA}层", *source.span(begin, stop))
    expected = getattr(trouble, "expected", None) or getattr(trouble, "allowed", None) or set()
    wanted = sorted({_WANTED[name] for name in expected if name in _WANTED})
    read = source.text[begin:place]
    at = source.text[place : place + 1]
    message = f"读到“{read[-20:]}”为止，" + (f"“{at}”处读不下去" if at else "后面缺了内容")
    if wanted:
        message += "，此处应为" + "、".join(wanted)
    return error(
        "unread-sentence", message, *source.span(place, max(place + 1, min(stop, place + 1)) if at else place),
        hint="公式写作“得分=完成率×8分”或“控制率=在职人员数÷编制数×100%”",
    )  # fmt: skip


class _TooDeep(Exception):
    """A formula with more levels of brackets than anybody writes."""


def _part(child: lark.Token | lark.Tree[lark.Token], start: int, text: str = "") -> Part:
    if isinstance(child, lark.Token):
        begin = start + (child.start_pos or 0)
        if text and child.type == "BETWEEN" and _names_months(child, text, begin - start):
            return Part(Word(str(child)), begin, begin + len(child))
        return Part(token_value(child.type, str(child)), begin, begin + len(child))
    formula = _formula(child)  # refuses what is too deep for the next line
    tokens = list(child.scan_values(lambda _: True))
    begin = start + (tokens[0].start_pos or 0)
    if tokens[-1].type == "SCORED" and "扣" in tokens[-1]:
        formula = evolve(formula, scored=False, taken=True)
    return Part(formula, begin, start + (tokens[-1].start_pos or 0) + len(tokens[-1]))


# ---- formulas


def _formula(node: lark.Tree[lark.Token]) -> tree.Formula:
    kids = [child for child in node.children if not (isinstance(child, lark.Token) and child.type in _SYNTAX)]
    if node.data in ("formula", "formula_by"):
        return tree.Formula(_term(kids[0], 0), scored=node.data == "formula_by")
    rest = _term(kids.pop(), 0) if node.data == "formula_sum" else None
    operators = [str(c) for c in node.children if isinstance(c, lark.Token) and c.type in ("TIMES", "OVER")]
    term = _term(kids[0], 0)
    for op, kid in zip(operators, kids[1:], strict=True):
        term = tree.Binary("×" if op == "×" else "/", term, _term(kid, 0))
    term = term if rest is None else tree.Binary("+", term, rest)
    return tree.Formula(term, scored=node.data != "formula_product")


_SYNTAX = frozenset(
    {
        "BY",
        "OPENING",
        "RESULT",
        "SCORED",
        "EQUALS",
        "PAREN_EQUALS",
        "RPAR",
        "LPAR",
        "BAR",
        "TIMES",
        "OVER",
        "PLUS",
        "MINUS",
    }
)
_OPS = {"add": "+", "subtract": "-", "multiply": "×", "divide": "/"}


def _term(node: lark.Token | lark.Tree[lark.Token], depth: int) -> tree.Term:
    if depth > DEEPEST_FORMULA:
        raise _TooDeep
    if isinstance(node, lark.Token):
        if node.type == "FIGURE":
            return limit_quantity(node.lstrip("本该此项指标的权重满分准值(").rstrip(")"))  # 8分 of 指标分值(8分)
        return tree.Name(str(node).removesuffix("%"))
    kids = [child for child in node.children if not (isinstance(child, lark.Token) and child.type in _SYNTAX)]
    if node.data in _OPS:
        return tree.Binary(_OPS[node.data], _term(kids[0], depth + 1), _term(kids[1], depth + 1))
    if node.data == "extreme":
        op, *several = [kid for kid in kids if not (isinstance(kid, lark.Token) and kid.type == "COMMA")]
        return tree.Extreme(str(op)[:3].lower(), tuple(_term(one, depth + 1) for one in several))
    if node.data == "absolute":
        return tree.Absolute(_term(kids[0], depth + 1))
    return _term(kids[0], depth + 1)
