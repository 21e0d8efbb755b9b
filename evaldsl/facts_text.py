"""Facts files as text: YAML, JSON or CSV to entries with their places. What an entry means is decided in ``facts``.

Every format becomes one stream of pieces (brackets and texts with offsets), and the pieces become entries. No number is
ever read here: values stay the characters that were written.
"""

import csv
import json
import re
from collections.abc import Iterator

from attrs import define, field, frozen
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError

from evaldsl.diagnostics import Diagnostic, Place, error
from evaldsl.typography import plain_text

Span = tuple[int, int]
Value = str | bool | None | dict[str, str]

MOST_BYTES = 5_000_000
MOST_PIECES = 400_000
DEEPEST = 6
AMOUNTS = ("值", "扣分", "得分", "等次")
GROUNDS = ("依据", "来源", "理由", "评价人", "备注")
SECTION = "数据"
_SURE = frozenset(("值", "扣分", "等次"))
_PARTS = frozenset(AMOUNTS + GROUNDS)
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE = re.compile(r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|$)")


@frozen
class Entry:
    """One pair of a facts file: the keys that lead to it, its value as written, where value and name stand.

    *value* is a dict for a mapping such as ``{扣分: 0.5, 理由: …}``; *parts* then holds the place of each of its values.
    Where nothing is written, the place of the value is that of the name.
    """

    path: tuple[str, ...]
    value: Value
    start: int
    end: int
    name_start: int = field(default=0, eq=False)
    name_end: int = field(default=0, eq=False)
    parts: dict[str, Span] = field(factory=dict, eq=False, repr=False)


def decode(data: bytes) -> str | Diagnostic:
    """The text of a file: UTF-8 (with or without BOM), GB18030, or UTF-16 with BOM."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codecs: tuple[str, ...] = ("utf-16",)
    elif data[:4] == b"PK\x03\x04" or b"\0" in data:
        hint = "像是Excel、Word文件；请在Excel、WPS中另存为“CSV UTF-8”" if data[:2] == b"PK" else ""
        return error("bad-encoding", "这不是文本文件", 0, 0, hint)
    else:
        codecs = ("utf-8-sig", "gb18030")
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return error("bad-encoding", "认不出文件的编码，也许文件已损坏", 0, 0, "请另存为UTF-8编码的文本")


def read_entries(text: str, name: str) -> tuple[list[Entry], list[Diagnostic]]:
    """The entries of a facts file, the format told by the suffix of *name*, else by the beginning of *text*."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return [], [
            error("too-long", "文件超过5MB，不像是一个单位的数据", 0, 0, "一个单位一个文件；许多单位请用批量评分")
        ]
    form = _form(text, name)
    if form == "csv":
        return _read_csv(text)
    found: list[Diagnostic] = []
    if form == "json":
        pieces = _json_pieces(text, found)
    else:
        ready = _settle_lines(text, found)
        if found:
            return [], found
        pieces = _yaml_pieces(ready, found)
    root = _tree(pieces, found, form == "yaml")
    entries: list[Entry] = []
    if root is not None:
        _flatten(root, (), entries, found)
    return entries, found


def _form(text: str, name: str) -> str:
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("yaml", "yml", "json", "csv"):
        return "yaml" if suffix == "yml" else suffix
    if text.lstrip(" \t\r\n\ufeff").startswith(("{", "[")):
        return "json"
    header = next((line for line in text[:10_000].splitlines() if line.strip(" \ufeff") and line[0] != "#"), "")
    cells = {cell.strip(' "\ufeff') for cell in re.split("[,\t;，]", header)}
    return "csv" if len(cells) > 1 and cells & {"指标", "名称", "数据"} else "yaml"


# ---- pieces to entries


@frozen
class _Piece:
    """A bracket or a text; *plain* when no quotation marks stand around it."""

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


def _tree(pieces: Iterator[_Piece], found: list[Diagnostic], yaml: bool) -> _Mapping | None:
    """The outermost mapping, or None when the pieces end before it does."""
    stack: list[_Mapping] = []
    for count, piece in enumerate(pieces):
        top = stack[-1] if stack else None
        problem = _misplaced(piece, top, len(stack), count)
        if problem is not None:
            found += [problem] if piece.kind != "text" or piece.text else []  # an empty file has no entries
            return None
        if piece.kind == "{":
            stack.append(_Mapping(piece.start))
        elif top is None:
            continue
        elif piece.kind == "}":
            top.end = piece.end
            stack.pop()
            if not stack:
                return top
            _pair(stack[-1], top, found, yaml)
        elif top.key is not None:
            _pair(top, piece, found, yaml)
        else:
            top.key = piece
            first = top.seen.setdefault(piece.text, piece)
            if first is not piece:
                top.repeated.add(piece.text)
                found.append(_repeated(piece.text, (piece.start, piece.end), (first.start, first.end)))
    return None


def _misplaced(piece: _Piece, top: _Mapping | None, depth: int, count: int) -> Diagnostic | None:
    place = piece.start, max(piece.end, piece.start + (piece.kind != "text"))
    if piece.kind in "{[" and depth >= DEEPEST:
        return error("too-deep", f"嵌套超过{DEEPEST}层", *place, "数据写成“名称: 值”，最多再分一两层")
    if count > MOST_PIECES:
        return error("too-long", "数据太多，不像是一个单位的数据", *place)
    if piece.kind == "[":
        return error("bad-structure", "此处应写成“名称: 值”，不用列表", *place, "去掉名称前的“-”或方括号")
    if piece.kind == "{" and top is not None and top.key is None:
        return error("bad-structure", "名称应是文字", *place)
    if piece.kind == "text" and top is None:
        return error("bad-structure", "文件应由“名称: 值”组成", *place)
    return None


def _repeated(name: str, second: Span, first: Span) -> Diagnostic:
    return error("repeated-key", f"“{name}”写了两次", *second, "删去其中一处", (Place(*first, "第一次写在这里"),))


def _pair(mapping: _Mapping, value: _Mapping | _Piece, found: list[Diagnostic], yaml: bool) -> None:
    key, mapping.key = mapping.key, None
    assert key is not None
    if yaml and isinstance(value, _Piece) and value.plain and not value.text and key.plain:
        sign = re.search("[：:]", key.text)  # {扣分：0.5}: all of it became a name
        if sign is not None:
            found.append(_colon(sign[0], key.start + sign.start()))
            return
    mapping.items.append((key, value))


def _flatten(mapping: _Mapping, path: tuple[str, ...], entries: list[Entry], found: list[Diagnostic]) -> None:
    for key, value in mapping.items:
        here, name, once = (*path, key.text), (key.start, key.end), key.text not in mapping.repeated
        if isinstance(value, _Mapping):
            keys = value.seen.keys()
            if here != (SECTION,) and (_SURE & keys or (keys and keys <= _PARTS)):
                entries += [_leaf(value, here, name, found)] if once else []
            elif keys or here == (SECTION,):
                _flatten(value, here, entries, found)
            else:
                entries.append(Entry(here, "", *name, *name))
        elif once and (value.text or here != (SECTION,)):
            entries.append(Entry(here, value.value(), *value.place(key), *name))


def _leaf(mapping: _Mapping, path: tuple[str, ...], name: Span, found: list[Diagnostic]) -> Entry:
    values: dict[str, str] = {}
    parts: dict[str, Span] = {}
    for key, value in mapping.items:
        if key.text not in _PARTS:
            message = f"“{path[-1]}”里不认识“{key.text}”"
            found.append(error("bad-structure", message, key.start, key.end, f"可以写：{'、'.join(AMOUNTS + GROUNDS)}"))
        elif isinstance(value, _Mapping):
            found.append(error("bad-structure", f"“{key.text}”后面应直接写值", value.start, value.start + 1))
        elif key.text not in mapping.repeated:
            values[key.text], parts[key.text] = value.text, value.place(key)
    return Entry(path, values, mapping.start, mapping.end, *name, parts)


# ---- YAML


_OPAQUE = re.compile(r"""(?<![^\s{\[,])(?:"(?:[^"\\]|\\.)*+"|'[^']*+'|\#[^\n\r]*)""", re.S)
_FLOW = re.compile(r"[{\[][^{}\[\]]*+[}\]]")
_HALF = re.compile(r":(?=\s|$)")
_BRACKETS: dict[type, str] = {
    events.MappingStartEvent: "{",
    events.MappingEndEvent: "}",
    events.SequenceStartEvent: "[",
    events.SequenceEndEvent: "]",
}


def _colon(sign: str, at: int) -> Diagnostic:
    if sign == "：":
        return error("full-width-colon", "此处应为半角冒号“:”", at, at + 1, "写成“名称: 值”，冒号后空一格")
    return error("colon-without-space", "冒号后面应空一格", at, at + 1, "写成“名称: 值”")


def _hide(match: re.Match[str]) -> str:
    return (" " if match[0][0] == "#" else "\1") * len(match[0])


def _settle_lines(text: str, found: list[Diagnostic]) -> str:
    """*text* with a value that is only - made ~ (nothing); reports lines whose colon YAML would take for text."""
    hidden = _OPAQUE.sub(_hide, text)
    for _ in range(DEEPEST):
        hidden = _FLOW.sub(_hide, hidden)
    dashes: list[int] = []
    above = -1  # lines that are indented more than this carry on the value above
    for match in _LINE.finditer(hidden):
        line, body = match[0], match[0].strip(" \t\r\n\u3000\ufeff")
        indent = line.find(body)
        if not body or indent > above > -1:
            continue
        half, sign = _HALF.search(line), re.search("[：:]", line)
        if half is not None:
            value = line[half.end() :].strip()
            carries_on = value[:1] not in ("", "\1", "{", "[") or line[: half.start()].strip() in GROUNDS
            above = indent if carries_on else -1
            if value == "-":
                dashes.append(match.start() + line.index("-", half.end()))
        else:
            above = -1
            if sign is not None and body[0] not in "-?.%\1{[|>&*!":
                found.append(_colon(sign[0], match.start() + sign.start()))
    ends = [0, *(at + 1 for at in dashes)]
    return "".join(text[start:at] + "~" for start, at in zip(ends, dashes, strict=False)) + text[ends[-1] :]


def _yaml_pieces(text: str, found: list[Diagnostic]) -> Iterator[_Piece]:
    documents = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            start, end = event.start_mark.index, event.end_mark.index
            if isinstance(event, events.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                message = "数据文件不用YAML的锚点、引用和标签（“&”“*”“!”）"
                found.append(error("yaml-alias", message, start, max(end, start + 1), "这是文字的话，请加引号"))
                return
            documents += isinstance(event, events.DocumentStartEvent)
            if documents > 1:
                found.append(error("bad-structure", "一个文件只写一个单位，不用“---”分段", start, end))
                return
            if isinstance(event, events.ScalarEvent):
                value = _SURROGATES.sub("\ufffd", event.value)
                yield _Piece("text", start, end, value.rstrip("\n"), event.style is None)
            elif type(event) in _BRACKETS:
                yield _Piece(_BRACKETS[type(event)], start, end)
    except Exception as problem:  # whatever the YAML library raises is about the text
        found.append(_yaml_problem(problem, text))


_YAML_PROBLEMS = (
    ("found character '\\t'", "缩进要用空格，不能用制表符", "把行首的制表符换成空格"),
    ("cannot start any token", "值不能以这个符号开头", "给整个值加上引号"),
    ("expected alphabetic or numeric", "值不能以这个符号开头", "给整个值加上引号"),
    ("chomping or indentation", "值以“>”“|”开头时要加引号", "给整个值加上引号"),
    ("unexpected end of stream", "引号没有配对", "补上右边的引号"),
    ("unknown escape character", "双引号里的“\\”要写成“\\\\”", "或者改用单引号"),
    ("expected ',' or '}'", "花括号里的各项之间要用半角逗号，末尾要有“}”", "写成{值: 2例, 依据: …}"),
    ("expected ',' or ']'", "方括号没有配对", "给整个值加上引号"),
    ("sequence entries", "此处不能用“-”", "没有数据请写“缺”"),
    ("could not find expected ':'", "这一行缺少“: ”", "写成“名称: 值”"),
    ("expected <block end>", "缩进与上面的行不一致", "同一层的名称要对齐"),
    ("document start", "引号后面还有文字", "整个值用一对引号括起来"),
    ("chr()", "转义写法没有对应的文字", ""),
    ("special characters", "有看不见的控制字符", "删去这个字符"),
)


def _yaml_problem(problem: Exception, text: str) -> Diagnostic:
    at = getattr(problem, "position", 0)
    words = str(problem)
    if isinstance(problem, MarkedYAMLError):
        words = problem.problem or ""
        mark = problem.context_mark if "unexpected end" in words or "expected ':'" in words else problem.problem_mark
        at = mark.index if mark is not None else 0
    at = min(max(at, 0), max(len(text) - 1, 0))
    message, hint = next(((m, h) for sign, m, h in _YAML_PROBLEMS if sign in words), ("这里的写法读不懂", ""))
    if "mapping values" in words:
        line = text[text.rfind("\n", 0, at) + 1 : at]
        message, hint = "此处的冒号读不懂：缩进与上面的行不一致", "同一层的名称要对齐"
        if _HALF.search(line):
            message, hint = "值里又出现了“: ”", "给整个值加上引号"
    return error("bad-syntax", message, at, min(at + 1, len(text)), hint)


# ---- JSON


_JSON = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\]]|[^\s{}\[\]:,"]+', re.S)
_JSON_PROBLEMS = (
    ("',' delimiter", "各项之间要用半角逗号分隔"),
    ("':' delimiter", "名称和值之间要用半角冒号“:”"),
    ("property name", "名称要用半角双引号括起来，最后一项后面没有逗号"),
    ("Extra data", "括号已经配对，后面却还有文字"),
    ("Unterminated", "引号没有配对"),
    ("control character", "引号里不能直接换行"),
    ("escape", "双引号里的“\\”要写成“\\\\”"),
    ("Expecting value", "此处缺少一个值，文字要用半角双引号括起来"),
)


def _json_pieces(text: str, found: list[Diagnostic]) -> Iterator[_Piece]:
    text = text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text
    depth = 0
    for match in _JSON.finditer(text):
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth > DEEPEST:
            found.append(error("too-deep", f"嵌套超过{DEEPEST}层", match.start(), match.end()))
            return
    try:
        json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as problem:
        at = min(problem.pos, max(len(text) - 1, 0))
        message = next((m for sign, m in _JSON_PROBLEMS if sign in problem.msg), "这里的写法读不懂")
        found.append(error("bad-syntax", message, at, min(at + 1, len(text))))
        return
    for match in _JSON.finditer(text):
        words, start, end = match[0], match.start(), match.end()
        if words in "{}[]":
            yield _Piece(words, start, end)
        elif words[0] == '"':
            yield _Piece("text", start, end, _SURROGATES.sub("\ufffd", json.loads(words)))
        else:
            yield _Piece("text", start, end, words, True)


# ---- CSV


_COLUMNS = {
    **dict.fromkeys(("指标", "名称", "数据"), "name"),
    **dict.fromkeys(("数值", "值"), "值"),
    **dict.fromkeys(("来源", "依据"), "依据"),
    **{word: word for word in ("口径", "单位", "理由", "评价人", "单位名称", "备注")},
}
_NUMBER = re.compile("[+\-－]?[0-9０-９]")


def _read_csv(text: str) -> tuple[list[Entry], list[Diagnostic]]:
    found: list[Diagnostic] = []
    rows = _rows(text, found)
    header, places = next(rows, ([], []))
    columns = [_COLUMNS.get(cell, "") for cell in header]
    line = (places[0][0], places[-1][1]) if places else (0, 0)
    for cell, column, place in zip(header, columns, places, strict=True):
        if not column:
            found.append(error("bad-header", f"不认识这一列：“{cell}”", *place, f"认得的列：{'、'.join(_COLUMNS)}"))
    if "name" not in columns or "值" not in columns or len(set(columns)) < len(columns):
        found.append(error("bad-header", "表头要有“指标”和“数值”两列，各列不重复", *line))
    entries: dict[tuple[str, ...], Entry] = {}
    repeated: set[tuple[str, ...]] = set()
    for cells, spans in rows if not found else ():
        line = (spans[0][0], spans[-1][1])
        if len(cells) != len(columns):
            message = f"这一行有{len(cells)}列，表头有{len(columns)}列"
            found.append(error("bad-row", message, *line, "数里有千分位逗号的，请用双引号括起来"))
            continue
        named = {column: (cell, span) for column, cell, span in zip(columns, cells, spans, strict=True)}
        if not named["name"][0]:
            found.append(error("bad-row", "这一行没有写指标名称", *line))
            continue
        for entry in _row(named):
            first = entries.setdefault(entry.path, entry)
            if first is not entry and (entry.path != ("单位",) or first.value != entry.value):
                repeated.add(entry.path)
                second = (entry.name_start, entry.name_end)
                found.append(_repeated(".".join(entry.path), second, (first.name_start, first.name_end)))
    return [entry for path, entry in entries.items() if path not in repeated], found


def _row(cells: dict[str, tuple[str, Span]]) -> Iterator[Entry]:
    unit_name, place = cells.get("单位名称", ("", (0, 0)))
    if unit_name:
        yield Entry(("单位",), unit_name, *place, *place)
    (name, at), (value, span) = cells["name"], cells["值"]
    aspect, unit = (cells.get(column, ("",))[0] for column in ("口径", "单位"))
    if unit and _NUMBER.match(value) and not plain_text(value).endswith(plain_text(unit)):
        value += unit
    grounds = {word: cells[word][0] for word in GROUNDS if word in cells and cells[word][0]}
    whole: Value = {"值": value, **grounds} if grounds else value
    span = span if value else at
    yield Entry((name, aspect) if aspect else (name,), whole, *span, *at, {"值": span})


def _rows(text: str, found: list[Diagnostic]) -> Iterator[tuple[list[str], list[Span]]]:
    """Rows that are not blank or comments, with the place of every cell."""
    lines = [(match.start(), match[0].lstrip("\ufeff")) for match in re.finditer(r"[^\r\n]*(?:\r\n|[\r\n]|$)", text)]
    header = next((line for _, line in lines if line.strip() and line[0] != "#"), "")
    delimiter = next((sign for sign in ",\t;，" if sign in header), ",")
    reader = csv.reader((line for _, line in lines), delimiter=delimiter, strict=True)
    while True:
        start, first = lines[min(reader.line_num, len(lines) - 1)]
        try:
            cells = [cell.strip(" \t\u3000\xa0") for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            found.append(error("bad-syntax", "这一行的双引号没有配对", start, start + len(first.rstrip("\r\n"))))
            return
        if any(cells) and cells[0][:1] != "#":
            end = lines[reader.line_num][0] if reader.line_num < len(lines) else len(text)
            yield cells, _cell_places(cells, text, start, end)


def _cell_places(cells: list[str], text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    for cell in cells:
        at = text.find(cell, start, end)
        start = at + len(cell) if at >= 0 else start
        spans.append((at, start) if at >= 0 else (start, start))
    return spans
