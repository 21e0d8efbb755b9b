"""Bytes of a file to its text: UTF-8, what Windows programs write in China (GB18030), or UTF-16 with its mark."""

from evaldsl.text.diagnostics import Diagnostic, error

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_MOST_BROKEN = 10


def codec_of(data: bytes) -> str:
    """The encoding that *data* seems to have, by which it is also written back."""
    if data[:2] in _MARKS:
        return _MARKS[data[:2]]
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _is_broken_utf_8(data) else "gb18030"
    return "utf-8"


def _is_broken_utf_8(data: bytes) -> bool:
    """Chinese in UTF-8 with a few bad bytes; in GB18030 hardly a character would be UTF-8 by chance."""
    text = data.decode("utf-8", "replace")
    foreign = sum(char > "\x7f" for char in text)
    return text.count("\ufffd") * _MOST_BROKEN < foreign


def lines_of_mac(data: bytes) -> bool:
    """Whether mere carriage returns end the lines, as in “CSV (Macintosh)”."""
    return b"\r" in data and b"\n" not in data


def decode(data: bytes) -> str | Diagnostic:
    """The text of a file; what is no text is an error."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        hint = "像是Excel或Word文件，请另存为文本（数据可存为“CSV UTF-8”）"
        return error("bad-encoding", "这不是文本文件", 0, 0, hint)
    try:
        text = data.decode(codec_of(data))
        text = text.replace("\r", "\n") if lines_of_mac(data) else text
    except UnicodeDecodeError as trouble:
        text, line = "\0", data[: trouble.start].count(b"\n") + 1
        if trouble.encoding == "utf-8":
            message = f"第{line}行有坏字，不是完整的UTF-8文本"
            return error("bad-encoding", message, 0, 0, "请用编辑器打开改正，再另存为UTF-8编码的文本")
    if "\0" not in text:
        return text
    return error("bad-encoding", "认不出文件的编码，也许不是文本文件", 0, 0, "请另存为UTF-8编码的文本")
