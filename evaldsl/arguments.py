"""Arguments of the command line in Chinese: argparse with its messages replaced and columns that line up."""

import argparse
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import NoReturn

from evaldsl.files import Unusable
from evaldsl.render.widths import wrap

MESSAGES = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "subcommands": "命令",
    "show this help message and exit": "显示这些说明",
    "show program's version number and exit": "显示版本",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有%(value)r，可选：%(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": "没有%(value)r，可选：%(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r不是所要的%(type)s",
    "expected one argument": "后面要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected at least one argument": "后面至少写一个值",
    "expected %s argument": "后面要写%s个值",
    "expected %s arguments": "后面要写%s个值",
    "the following arguments are required: %s": "还要写：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "not allowed with argument %s": "不能与%s一起用",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s不明确，可以是%(matches)s",
    "ignored explicit argument %r": "后面不用写值，却写了%r",
    "one of the arguments %s is required": "以下要写一个：%s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有%(parser_name)r，可选：%(choices)s",
    "too few arguments": "参数不够",
    "%(prog)s: error: %(message)s\n": "%(prog)s：%(message)s\n",
    " (default: %(default)s)": "（默认%(default)s）",
    "can't open '%(filename)s': %(error)s": "打不开“%(filename)s”：%(error)s",
    "default: %s": "默认%s",
    "conflicting option string: %s": "选项重复：%s",
    "conflicting option strings: %s": "选项重复：%s",
}
HELP_WIDTH = 88


def chinese(message: str) -> str:
    """The message of argparse in Chinese."""
    return MESSAGES.get(message, message)


def chinese_plural(one: str, many: str, count: int) -> str:
    """The same for messages with a number."""
    return chinese(one if count == 1 else many)


@contextmanager
def chinese_messages() -> Iterator[None]:
    """argparse looks its messages up in two names of its module; they are put back afterwards."""
    before = {name: getattr(argparse, name) for name in ("_", "ngettext")}
    setattr(argparse, "_", chinese)  # noqa: B010 (mypy knows no such name)
    setattr(argparse, "ngettext", chinese_plural)  # noqa: B010
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(argparse, name, value)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help whose Chinese lines are broken by the columns they take. Names of values are ASCII, so columns line up."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=HELP_WIDTH)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line}".rstrip() for line in wrap(text, width - len(indent)))


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of leaving, and knows no abbreviations."""

    def __init__(self, **settings: object) -> None:
        settings.setdefault("formatter_class", Formatter)
        settings.setdefault("allow_abbrev", False)
        super().__init__(**settings)  # type: ignore[arg-type]

    def format_help(self) -> str:
        """The help text, with Chinese colons after its headings."""
        return re.sub(r"^(\S+):$", r"\1：", super().format_help(), flags=re.M)

    def error(self, message: str) -> NoReturn:
        """A mistake in the arguments."""
        raise Unusable(f"{message}\n{self.format_usage().strip()}\n详细用法：{self.prog} --help")


# ---- types of values


def exact_number(text: str) -> Fraction:
    """A decimal, exactly; anything else is a mistake of the user."""
    from evaldsl.numerals import MOST_DIGITS, decimal

    plain = text.strip().translate({code: chr(code - 0xFEE0) for code in range(0xFF0B, 0xFF1A)})
    plain = plain.removesuffix("分")
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain, re.ASCII) or len(plain) > MOST_DIGITS:
        raise argparse.ArgumentTypeError(f"“{text[:30]}”不是数，应写作如80或89.5")
    return decimal(plain)


def slugs(text: str) -> frozenset[str]:
    """Names of findings, parted by commas."""
    return frozenset(part.strip() for part in text.replace("，", ",").split(",") if part.strip())


def joined(parts: Iterable[frozenset[str]] | None) -> frozenset[str]:
    """What several options of the same name say together."""
    return frozenset().union(*(parts or ()))
