"""Facts files as text: YAML, JSON or CSV to entries with their places. What an entry means is decided in ``facts``.

Every format becomes one stream of pieces (brackets and texts with offsets), and the pieces become entries. No number is
ever read here: values stay the characters that were written.
"""

import csv
import json
import re
from collections.abc import Iterator

from attrs import define, field, frozen
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, ScalarEvent
from ruamel.yaml.events import MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent

from evaldsl.diagnostics import Diagnostic, Place, error

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
        return [], [error("too-long", "文件超过5MB，不像是一个单位的数据", 0, 0, "一个单位一个文件；许多单位请用批量评分")]
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
    stack: list[_Mapping | None] = []  # None: a list, which has no meaning here
    for count, piece in enumerate(pieces):
        top = stack[-1] if stack else None
        if piece.kind in "{[":
            if len(stack) >= DEEPEST or count > MOST_PIECES:
                slug, message = ("too-deep", f"嵌套超过{DEEPEST}层") if len(stack) >= DEEPEST else ("too-long", "数据太多")
                found.append(error(slug, message, piece.start, piece.start + 1, "数据写成“名称: 值”，最多再分一两层"))
                return None
            if top is not None and top.key is None:
                found.append(error("bad-structure", "名称应是文字", piece.start, piece.start + 1))
                return None
            if piece.kind == "[" and (top is not None or not stack):
                message = "此处应写成“名称: 值”，不用列表"
                found.append(error("bad-structure", message, piece.start, piece.start + 1, "去掉名称前的“-”或方括号"))
            stack.append(_Mapping(piece.start) if piece.kind == "{" and (top is not None or not stack) else None)
        elif piece.kind in "}]":
            stack.pop()
            if top is not None:
                top.end = piece.end
            if not stack:
                return top
            parent = stack[-1]
            if parent is not None:
                _pair(parent, top, found, yaml)
        elif top is not None:
            if top.key is None:
                _name(top, piece, found)
            else:
                _pair(top, piece, found, yaml)
        elif not stack:
            if piece.text:
                found.append(error("bad-structure", "文件应由“名称: 值”组成", piece.start, piece.end))
            return None
    return None


def _name(mapping: _Mapping, piece: _Piece, found: list[Diagnostic]) -> None:
    mapping.key = piece
    first = mapping.seen.setdefault(piece.text, piece)
    if first is not piece:
        mapping.repeated.add(piece.text)
        found.append(_repeated(piece.text, (piece.start, piece.end), (first.start, first.end)))


def _repeated(name: str, second: Span, first: Span) -> Diagnostic:
    return error("repeated-key", f"“{name}”写了两次", *second, "删去其中一处", (Place(*first, "第一次写在这里"),))


def _pair(mapping: _Mapping, value: _Mapping | _Piece | None, found: list[Diagnostic], yaml: bool) -> None:
    key, mapping.key = mapping.key, None
    if key is None or value is None:
        return
    if yaml and isinstance(value, _Piece) and value.plain and not value.text and key.plain:
        place = re.search("[：:]", key.text)  # {扣分：0.5}: all of it became a name
        if place:
            at = key.start + place.start()
            found.append(_colon(place[0], at))
            return
    mapping.items.append((key, value))


def _is_leaf(mapping: _Mapping, path: tuple[str, ...]) -> bool:
    keys = mapping.seen.keys()
    return path not in ((), (SECTION,)) and bool(_SURE & keys or (keys and keys <= _PARTS))


def _flatten(mapping: _Mapping, path: tuple[str, ...], entries: list[Entry], found: list[Diagnostic]) -> None:
    for key, value in mapping.items:
        here, name = (*path, key.text), (key.start, key.end)
        if isinstance(value, _Piece):
            if key.text not in mapping.repeated:
                span = (value.start, value.end) if value.end > value.start else name
                entries.append(Entry(here, value.value(), *span, *name))
        elif _is_leaf(value, here):
            if key.text not in mapping.repeated:
                entries.append(_leaf(value, here, name, found))
        elif value.items or here == (SECTION,):
            _flatten(value, here, entries, found)
        elif not value.seen:
            entries.append(Entry(here, "", *name, *name))


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
            values[key.text] = value.text
            parts[key.text] = (value.start, value.end) if value.end > value.start else (key.start, key.end)
    return Entry(path, values, mapping.start, mapping.end, *name, parts)


# ---- YAML


_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\']|\'\')*+\'')
_COMMENT = re.compile(r"(?:^|\s)#.*", re.S)
_HALF = re.compile(r":(?=\s|$)")


def _colon(sign: str, at: int) -> Diagnostic:
    if sign == "：":
        return error("full-width-colon", "此处应为半角冒号“:”", at, at + 1, "写成“名称: 值”，冒号后空一格")
    return error("colon-without-space", "冒号后面应空一格", at, at + 1, "写成“名称: 值”")


def _settle_lines(text: str, found: list[Diagnostic]) -> str:
    """*text* with a value that is only - made ~ (nothing); reports lines whose colon YAML would take for text."""
    settled: list[str] = []
    open_indent = depth = 0  # lines indented more than open_indent carry on the value above
    quote = ""
    for match in _LINE.finditer(text):
        line, at = match[0], match.start()
        body = line.lstrip(" \t\u3000\ufeff")
        indent = len(line) - len(body)
        if quote or depth:
            rest = line
        elif not body.strip() or body[0] in "#%" or indent > open_indent > -1 and settled:
            rest = ""
        elif body[0] in "{[":
            rest, open_indent = body, -1
        elif body[0] in "\"'-?.|>&*!":
            rest, open_indent = "", -1
        else:
            bare = _COMMENT.sub("", body)
            half = _HALF.search(bare)
            sign = re.search("[：:]", bare)
            if half is None:
                if sign is not None:
                    found.append(_colon(sign[0], at + indent + sign.start()))
                settled.append(line)
                open_indent = -1
                continue
            rest = bare[half.end() :].strip()
            is_text = rest[:1] not in ("", '"', "'", "{", "[") or bare[: half.start()].strip() in GROUNDS
            open_indent = indent if is_text else -1
            if rest == "-":
                place = indent + half.end() + bare[half.end() :].index("-")
                line = f"{line[:place]}~{line[place + 1 :]}"
            if rest[:1] not in ("{", "[", '"', "'"):
                rest = ""
        quote, depth = _carried(rest, quote, depth)
        settled.append(line)
    return "".join(settled)


def _carried(rest: str, quote: str, depth: int) -> tuple[str, int]:
    """The quotation mark and the number of brackets that are still open after *rest*."""
    if quote:
        rest = quote + rest
    rest = _QUOTED.sub("", rest)
    opened = re.search("[\"']", rest)
    if opened and (depth or quote or rest[0] in "\"'{["):
        return opened[0], depth
    rest = _COMMENT.sub("", rest)
    return "", max(depth + len(re.findall(r"[{\[]", rest)) - len(re.findall(r"[}\]]", rest)), 0)


def _yaml_pieces(text: str, found: list[Diagnostic]) -> Iterator[_Piece]:
    documents = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            start, end = event.start_mark.index, event.end_mark.index
            if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                message = "数据文件不用YAML的锚点、引用和标签（“&”“*”“!”）"
                found.append(error("yaml-alias", message, start, max(end, start + 1), "这是文字的话，请加引号"))
                return
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    found.append(error("bad-structure", "一个文件只写一个单位，不用“---”分段", start, end))
                    return
            elif isinstance(event, ScalarEvent):
                value = _SURROGATES.sub("\ufffd", event.value)
                yield _Piece("text", start, end, value.rstrip("\n"), event.style is None)
            elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                yield _Piece("{" if isinstance(event, MappingStartEvent) else "[", start, end)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                yield _Piece("}" if isinstance(event, MappingEndEvent) else "]", start, end)
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
_BARE = re.compile(r"[+\-－]?[0-9０-９][0-9０-９,，.．]*[%％]?")


def _read_csv(text: str) -> tuple[list[Entry], list[Diagnostic]]:
    found: list[Diagnostic] = []
    entries: list[Entry] = []
    columns: list[str] = []
    first: dict[tuple[str, ...], Entry] = {}
    repeated: set[tuple[str, ...]] = set()
    for cells, spans in _rows(text, found):
        line = (spans[0][0], max(spans[-1][1], spans[0][0]))
        if not columns:
            columns = [_COLUMNS.get(cell, "") for cell in cells]
            for cell, column, span in zip(cells, columns, spans, strict=True):
                if not column:
                    hint = f"认得的列：{'、'.join(_COLUMNS)}"
                    found.append(error("bad-header", f"不认识这一列：“{cell}”", *span, hint))
            if "name" not in columns or "值" not in columns or len(set(columns)) < len(columns):
                found.append(error("bad-header", "表头要有“指标”和“数值”两列，各列不重复", *line))
            if found:
                return [], found
        elif len(cells) != len(columns):
            message = f"这一行有{len(cells)}列，表头有{len(columns)}列"
            found.append(error("bad-row", message, *line, "数里有千分位逗号的，请用双引号括起来，如\"1,320.73\""))
        else:
            for entry in _row(dict(zip(columns, cells, strict=True)), dict(zip(columns, spans, strict=True)), line, found):
                before = first.setdefault(entry.path, entry)
                if before is entry:
                    entries.append(entry)
                elif entry.path != ("单位",) or before.value != entry.value:
                    repeated.add(entry.path)
                    places = (entry.name_start, entry.name_end), (before.name_start, before.name_end)
                    found.append(_repeated(".".join(entry.path), *places))
    return [entry for entry in entries if entry.path not in repeated], found


def _row(cells: dict[str, str], spans: dict[str, Span], line: Span, found: list[Diagnostic]) -> Iterator[Entry]:
    if cells.get("单位名称"):
        span = spans["单位名称"]
        yield Entry(("单位",), cells["单位名称"], *span, *span)
    if not cells["name"]:
        found.append(error("bad-row", "这一行没有写指标名称", *line))
        return
    value, unit = cells["值"], cells.get("单位", "")
    if unit and _BARE.fullmatch(value) and not (unit in ("%", "％") and value[-1] in "%％"):
        value += unit
    path = tuple(filter(None, (cells["name"], cells.get("口径", ""))))
    start, end = spans["值"] if value else spans["name"]
    grounds = {word: cells[word] for word in GROUNDS if cells.get(word)}
    whole: Value = {"值": value, **grounds} if grounds else value
    yield Entry(path, whole, start, end, *spans["name"], {"值": (start, end)})


def _rows(text: str, found: list[Diagnostic]) -> Iterator[tuple[list[str], list[Span]]]:
    """Rows that are not blank or comments, with the place of every cell."""
    places = [(match.start(), match.end()) for match in re.finditer(r"[^\r\n]*(?:\r\n|[\r\n]|$)", text)]
    taken, fresh = 0, True

    def lines() -> Iterator[str]:
        nonlocal taken, fresh
        for taken, (start, end) in enumerate(places, 1):
            line = text[start:end].lstrip("\ufeff") if start == 0 else text[start:end]
            if not (fresh and (not line.strip() or line.lstrip().startswith("#"))):
                fresh = False
                yield line

    header = next((text[start:end] for start, end in places if text[start:end].strip(" \r\n\ufeff#")), "")
    delimiter = next((sign for sign in ",\t;，" if sign in header), ",")
    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        before, fresh = taken, True
        try:
            cells = [cell.strip(" \t\u3000\xa0") for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            start = places[min(before, len(places) - 1)][0]
            found.append(error("bad-syntax", "这一行的双引号没有配对", start, len(text[start:].split("\n")[0]) + start))
            return
        if any(cells):
            yield cells, _cell_places(cells, text, places[before][0], places[taken - 1][1])


def _cell_places(cells: list[str], text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    for cell in cells:
        at = text.find(cell, start, end)
        start = at + len(cell) if at >= 0 else start
        spans.append((at, start) if at >= 0 else (start, start))
    return spans
