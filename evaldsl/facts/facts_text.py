"""Facts files as text: YAML or JSON to entries with their places, or a table. What an entry means is decided in ``facts``.

YAML and JSON become one stream of pieces (brackets and texts with offsets), the pieces a tree, the tree entries. No
number is read here: values stay the characters that were written.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator

from attrs import define, evolve, field, frozen

from evaldsl.facts.csv_columns import cells_of, header_line, is_one_unit
from evaldsl.facts.csv_facts import read_table
from evaldsl.facts.entries import AMOUNTS, GROUNDS, SECTION, Entry, Span, repeated
from evaldsl.text.diagnostics import Diagnostic, error, info

MOST_BYTES = 5_000_000
DEEPEST = 6
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_entries(text: str, name: str) -> tuple[list[Entry], list[Diagnostic]]:
    """The entries of a facts file, the format told by the suffix of *name*, else by the beginning of *text*."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return [], [error("too-long", "文件超过5MB，不像是一个单位的数据", 0, 0, "一个单位写一个文件")]
    form, found, entries = _form(text, name), list[Diagnostic](), list[Entry]()
    if form == "csv":
        return read_table(text)
    if form == "yaml":
        root, colons = _yaml_tree(text, found)
        found = [*colons.notes(), *found]
    else:
        root = _tree(_json_pieces(text, found), found, None)
    if root is not None:
        _flatten(root, (), entries, found)
    return entries, found


def _form(text: str, name: str) -> str:
    suffix = name.lower().rpartition(".")[2].replace("yml", "yaml")
    if suffix in ("yaml", "json", "csv"):
        return suffix
    if text.lstrip(" \t\r\n\ufeff").startswith(("{", "[")):
        return "json"
    cells = cells_of(header_line(text))
    return "csv" if len(cells) > 1 and is_one_unit(cells) else "yaml"


# ---- pieces to entries
@frozen
class _Piece:
    """A bracket, a text (*plain* without quotation marks) or the end."""

    kind: str
    start: int
    end: int
    text: str = ""
    plain: bool = False

    def value(self) -> str | bool | None:
        """The text, or what a plain true, false or null stands for."""
        if self.plain and self.text in ("true", "True", "TRUE", "false", "False", "FALSE"):
            return self.text[0] in "tT"
        return None if self.plain and self.text in ("null", "Null", "NULL", "~") else self.text

    def place(self, key: "_Piece") -> Span:
        """Where it stands; where nothing is written, that is at its *key*."""
        return (self.start, self.end) if self.end > self.start else (key.start, key.end)


@define
class _Mapping:
    """A mapping while it is read and after; *seen* is the first of each key, *repeated* the keys written again."""

    start: int
    end: int = 0
    items: list[tuple[_Piece, "_Mapping | _Piece"]] = field(factory=list)
    seen: dict[str, _Piece] = field(factory=dict)
    repeated: set[str] = field(factory=set)
    key: _Piece | None = None


@define
class _Colons:
    """The colons that YAML would miss, by the sign; *blanks* are the places, in the text that is read, of those put behind them."""

    places: dict[str, list[int]] = field(factory=dict)
    blanks: list[int] = field(factory=list)

    def see(self, sign: str, at: int) -> None:
        """Takes down one."""
        self.places.setdefault(sign, []).append(at)

    def written(self, at: int) -> int:
        """Where in the file stands what stands *at* a place of the text that is read."""
        return at - bisect_left(self.blanks, at)

    def notes(self) -> Iterator[Diagnostic]:
        """One note for each sign."""
        hint = "写成“名称: 值”：半角冒号，后面空一格"
        for sign, places in self.places.items():
            first, count = min(places), len(places)
            if sign == "：":
                message = f"有{count}处冒号写成了全角，照“名称: 值”读"
                yield info("full-width-colon", message, first, first + 1, hint)
            else:
                message = f"有{count}处冒号后面没有空格，照“名称: 值”读"
                yield info("colon-without-space", message, first, first + 1, hint)


def _tree(pieces: Iterator[_Piece], found: list[Diagnostic], colons: _Colons | None) -> _Mapping | None:
    """The outermost mapping, or None when the pieces break off before the end."""
    root, stack = None, list[_Mapping]()
    for piece in pieces:
        top = stack[-1] if stack else None
        problem = _misplaced(piece, top, len(stack), root is not None)
        if problem is not None:
            found.append(problem)
            return None
        if piece.kind == "end":
            return root
        if piece.kind == "{":
            stack.append(_Mapping(piece.start))
        elif top is not None and piece.kind == "}":
            top.end = piece.end
            stack.pop()
            if stack:
                _pair(stack[-1], top, found, colons)
            root = root if stack else top
        elif top is not None and top.key is not None:
            _pair(top, piece, found, colons)
        elif top is not None:
            top.key = piece
            first = top.seen.setdefault(piece.text, piece)
            if first is not piece:
                top.repeated.add(piece.text)
                found.append(repeated(piece.text, (piece.start, piece.end), (first.start, first.end)))
    return None


def _misplaced(piece: _Piece, top: _Mapping | None, depth: int, done: bool) -> Diagnostic | None:
    place = piece.start, max(piece.end, piece.start + (piece.kind != "text"))
    if piece.kind in "{[" and depth >= DEEPEST:
        return error("too-deep", f"嵌套超过{DEEPEST}层", *place, "数据写成“名称: 值”，最多再分一两层")
    if piece.kind == "[" or (piece.kind == "{" and top is not None and top.key is None):
        return error("bad-structure", "此处应写成“名称: 值”，不用列表", *place, "去掉名称前的“-”或方括号")
    if top is None and (piece.text or (done and piece.kind == "{")):
        return error("bad-structure", "文件应由“名称: 值”组成，一个文件写一个单位", *place)
    return None


def _pair(mapping: _Mapping, value: _Mapping | _Piece, found: list[Diagnostic], colons: _Colons | None) -> None:
    key, mapping.key = mapping.key, None
    assert key is not None
    sign = re.search("[：:]", key.text)
    if colons and sign and key.plain and isinstance(value, _Piece) and value.plain and not value.text:
        at = key.start + sign.start()  # {扣分：0.5}: all of it became a name
        colons.see(sign[0], at)
        name, said = key.text[: sign.start()].strip(), key.text[sign.end() :]
        value = _Piece("text", at + 1 + len(said) - len(said.lstrip()), key.end, said.strip(), True)
        key = _Piece("text", key.start, at, name, True)
        first = mapping.seen.setdefault(name, key)
        if first is not key:
            mapping.repeated.add(name)
            found.append(repeated(name, (key.start, key.end), (first.start, first.end)))
    mapping.items.append((key, value))


def _flatten(mapping: _Mapping, path: tuple[str, ...], entries: list[Entry], found: list[Diagnostic]) -> None:
    for key, value in mapping.items:
        here, name, once = (*path, key.text), (key.start, key.end), key.text not in mapping.repeated
        if isinstance(value, _Mapping):
            keys = value.seen.keys()
            if here != (SECTION,) and ({"值", "扣分", "等次"} & keys or (keys and keys <= {*AMOUNTS, *GROUNDS})):
                entries += [_leaf(value, here, name, found)] if once else []
            elif keys or here == (SECTION,):
                _flatten(value, here, entries, found)
            else:
                entries.append(Entry(here, "", *name, *name))
        elif once and (value.text or here != (SECTION,)):
            entries.append(Entry(here, value.value(), *value.place(key), *name))


def _leaf(mapping: _Mapping, path: tuple[str, ...], name: Span, found: list[Diagnostic]) -> Entry:
    values, parts = dict[str, str](), dict[str, Span]()
    for key, value in mapping.items:
        if key.text not in AMOUNTS + GROUNDS:
            message = f"“{path[-1][:60]}”里不认识“{key.text[:60]}”，可以写{'、'.join(AMOUNTS + GROUNDS)}"
            found.append(error("bad-structure", message, key.start, key.end))
        elif isinstance(value, _Mapping):
            found.append(error("bad-structure", f"“{key.text}”后面应直接写值", value.start, value.start + 1))
        elif key.text not in mapping.repeated:
            values[key.text], parts[key.text] = value.text, value.place(key)
    return Entry(path, values, mapping.start, mapping.end, *name, parts)


# ---- YAML
_MOST_TORN, _LONGEST_TORN = 20, 100_000
"""So many lines that break off a file are left out, of no longer a file."""
_LINE = re.compile(r"[^\n\r\x85\u2028\u2029]+")
_OPAQUE = re.compile(r"""(?<![^\s{\[,])(?:"(?:[^"\\]|\\.)*+"|'[^']*+'|\#[^\n\r]*)""", re.S)
_TABS = re.compile(r"(?<=\S)[ \t]*\t|^[ \t]*\t", re.M)
_SPACES = re.compile(r"^( +)[^\s#]", re.M)
_LED_BY_TABS = re.compile(r"^\t+(?=[^\s])", re.M)
_FLOW = re.compile(r"[{\[][^{}\[\]]*+[}\]]")
_HALF = re.compile(r":(?=\s|$)")
_BRACKETS = {"MappingStartEvent": "{", "MappingEndEvent": "}", "SequenceStartEvent": "[", "StreamEndEvent": "end"}
_YAML_PROBLEMS = (
    (r"found character '\\t'", "缩进要用空格，不能用制表符", "把行首的制表符换成空格"),
    ("cannot start any|alphabetic or numeric|chomping", "值不能以这个符号开头", "给整个值加上引号"),
    ("unexpected end of stream", "引号没有配对", "补上右边的引号"),
    ("escape|chr", "双引号里的“\\”要写成“\\\\”", "或者改用单引号"),
    ("',' or '[}\\]]'", "括号里的各项之间要用半角逗号，末尾要有右括号", "写成{值: 2例, 依据: …}"),
    ("expected ':'", "这一行缺少“: ”", "写成“名称: 值”"),
    ("<block end>|mapping values", "缩进与上面的行不一致", "同一层的名称要对齐"),
    ("special characters", "有看不见的控制字符", "删去这个字符"),
    ("", "这里的写法读不懂", ""),
)


def _hide(match: re.Match[str]) -> str:
    return (" " if match[0][0] == "#" else "\1") * len(match[0])


def _blanked(text: str, spans: list[Span]) -> str:
    """*text* with spaces in these *spans*."""
    ends = [0, *(end for _, end in spans)]
    between = [text[end:start] + " " * (until - start) for end, (start, until) in zip(ends, spans, strict=False)]
    return "".join([*between, text[ends[-1] :]])


def _short_of(text: str) -> dict[int, int]:
    """The lines, by where they begin, whose tabs stand for more blanks than there are tabs, as other lines are indented."""
    if not (steps := [len(match[1]) for match in _SPACES.finditer(text)]):
        return {}
    return {match.start(): (min(steps) - 1) * len(match[0]) for match in _LED_BY_TABS.finditer(text)}


def _settle_lines(text: str, colons: _Colons) -> str:
    """*text* with - alone made ~, tabs made spaces, and a blank behind each colon that YAML would miss."""
    hidden = _OPAQUE.sub(_hide, text)
    short = _short_of(hidden) if "\t" in hidden else {}
    tabs = [match.span() for match in _TABS.finditer(hidden)] if "\t" in hidden else []
    text, hidden = _blanked(text, tabs), _blanked(hidden, tabs)
    for _ in range(DEEPEST):
        hidden = _FLOW.sub(_hide, hidden)
    ends, parts = [0], list[str]()
    above = -1  # lines that are indented more than this carry on the value above
    for match in _LINE.finditer(hidden):
        line, body = match[0], match[0].strip(" \t\u3000\ufeff")
        missing = short.get(match.start(), 0)
        indent = line.find(body) + missing
        colons.blanks += range(match.start() + len(colons.blanks), match.start() + len(colons.blanks) + missing)
        if missing:
            parts += [text[ends[-1] : match.start()], " " * missing]
            ends.append(match.start())
        if not body or indent > above > -1:
            continue
        half, sign = _HALF.search(line), re.search("[：:]", line)
        name, value = (line[: half.start()].strip(), line[half.end() :].strip()) if half else ("", "")
        above = indent if name in GROUNDS or value[:1] not in ("", "\1", "{", "[") else -1
        if half and value == "-":
            at = match.start() + line.index("-", half.end())
            parts += [text[ends[-1] : at], "~"]
            ends.append(at + 1)
        elif not half and sign and body[0] not in "-?.%\1{[|>&*!":
            at = match.start() + sign.start()
            colons.see(sign[0], at)
            colons.blanks.append(at + 1 + len(colons.blanks))
            parts += [text[ends[-1] : at], ": "]
            ends.append(at + 1)
            above = indent if line[sign.end() :].strip() else -1
    return "".join([*parts, text[ends[-1] :]])


def _yaml_tree(text: str, found: list[Diagnostic]) -> tuple[_Mapping | None, _Colons]:
    """The outermost mapping: a line at which YAML breaks off is told and left out, and the others are read."""
    torn = list[Diagnostic]()
    while True:
        colons, told = _Colons(), list[Diagnostic]()
        root = _tree(_yaml_pieces(_settle_lines(text, colons), told, colons), told, colons)
        broken = told[-1] if root is None and told and told[-1].slug in ("bad-syntax", "yaml-alias") else None
        start = 0 if broken is None else text.rfind("\n", 0, broken.start) + 1
        line = text[start:].partition("\n")[0]
        if broken is None or not line.strip() or len(torn) >= _MOST_TORN or len(text) > _LONGEST_TORN:
            found += [*torn, *told]
            return root, colons
        torn.append(broken)
        text = f"{text[:start]}{' ' * len(line)}{text[start + len(line) :]}"


def _yaml_pieces(text: str, found: list[Diagnostic], colons: _Colons) -> Iterator[_Piece]:
    from ruamel.yaml import YAML, events  # a large package, which a table has no use for

    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            start, end = colons.written(event.start_mark.index), colons.written(event.end_mark.index)
            if isinstance(event, events.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                message = "数据文件不用YAML的锚点、引用和标签（“&”“*”“!”）"
                found.append(error("yaml-alias", message, start, max(end, start + 1), "是文字的话，请加引号"))
                return
            if isinstance(event, events.ScalarEvent):
                value = _SURROGATES.sub("\ufffd", event.value).rstrip("\n")
                yield _Piece("text", start, end, value, event.style is None)
            elif type(event).__name__ in _BRACKETS:
                yield _Piece(_BRACKETS[type(event).__name__], start, end)
    except Exception as problem:  # whatever the YAML library raises is about the text
        wrong = _yaml_problem(problem, text)
        found.append(evolve(wrong, start=colons.written(wrong.start), end=colons.written(wrong.end)))


def _yaml_problem(problem: Exception, text: str) -> Diagnostic:
    from ruamel.yaml.error import MarkedYAMLError

    at, words = getattr(problem, "position", 0), str(problem)
    if isinstance(problem, MarkedYAMLError):
        words = problem.problem or ""
        mark = problem.context_mark if re.search("unexpected end|expected ':'", words) else problem.problem_mark
        at = mark.index if mark is not None else 0
    at = min(max(at, 0), max(len(text) - 1, 0))
    message, hint = next((message, hint) for sign, message, hint in _YAML_PROBLEMS if re.search(sign, words))
    if "mapping values" in words and _HALF.search(text[text.rfind("\n", 0, at) + 1 : at]):
        message, hint = "值里又出现了“: ”", "给整个值加上引号"
    return error("bad-syntax", message, at, min(at + 1, len(text)), hint)


# ---- JSON
_JSON = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]|[^\s{}\[\]:,"]+', re.S)
_JSON_PROBLEMS = (
    ("',' delimiter", "各项之间要用半角逗号分隔"),
    ("':' delimiter", "名称和值之间要用半角冒号“:”"),
    ("property name", "名称要用半角双引号括起来，最后一项后面没有逗号"),
    ("Extra data", "括号已经配对，后面却还有文字"),
    ("Unterminated|control", "引号没有在这一行配对"),
    ("escape", "双引号里的“\\”要写成“\\\\”"),
    ("", "此处缺少一个值，文字要用半角双引号括起来"),
)


def _json_pieces(text: str, found: list[Diagnostic]) -> Iterator[_Piece]:
    text = re.sub("^\ufeff", " ", text)
    depth = 0
    for match in _JSON.finditer(text):
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth > DEEPEST:
            found.append(error("too-deep", f"嵌套超过{DEEPEST}层", match.start(), match.end()))
            return
    try:
        json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as problem:
        at = max(min(problem.pos, len(text) - 1), 0)
        message = next(message for sign, message in _JSON_PROBLEMS if re.search(sign, problem.msg))
        found.append(error("bad-syntax", message, at, min(at + 1, len(text))))
        return
    for match in _JSON.finditer(text):
        if match[0] in "{}[]":
            yield _Piece(match[0], match.start(), match.end())
        else:
            quoted = match[0][0] == '"'
            words = _SURROGATES.sub("\ufffd", json.loads(match[0])) if quoted else match[0]
            yield _Piece("text", match.start(), match.end(), words, not quoted)
    yield _Piece("end", len(text), len(text))
