"""The codes by which offices know a unit, whatever it is called: 统一社会信用代码, 预算单位编码, 单位代码."""

import re

CODES = {
    **dict.fromkeys(("统一社会信用代码", "社会信用代码"), "统一社会信用代码"),
    **dict.fromkeys(("预算单位编码", "预算单位代码", "预算编码"), "预算单位编码"),
    **dict.fromkeys(("单位代码", "单位编码", "单位编号"), "单位代码"),
}
"""Which code each header is; those that tell most come first."""
CODE_KINDS = tuple(dict.fromkeys(CODES.values()))
_GAPS = re.compile(r"[\s\u3000\xa0-]")
_CODE = re.compile(r"[0-9A-Z]+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def unit_code(said: str) -> str:
    """*said* as codes are compared: half width, capitals, no gaps, no noughts in front, which spreadsheets drop; "" where it
    is no code, as 无 or the 9.14E+17 that a spreadsheet leaves of a long one."""
    plain = _GAPS.sub("", said).translate(_WIDE).upper().removesuffix(".0")
    return plain.lstrip("0") if _CODE.fullmatch(plain) else ""
