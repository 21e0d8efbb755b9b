"""Arguments of the command line in Chinese: argparse with its messages replaced and columns that line up."""

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import NoReturn

from evaldsl.command_line.files import Unusable
from evaldsl.console import out, width
from evaldsl.render.widths import display_width, pad, wrap

MESSAGES = {
    "show this help message and exit": "显示这些说明",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "expected one argument": "后面要写一个值",
    "expected at least one argument": "后面至少写一个值",
    "expected %s argument": "后面要写%s个值",
    "expected %s arguments": "后面要写%s个值",
    "the following arguments are required: %s": "还要写：%s",
    "ignored explicit argument %r": "后面不写值，此处却写了“%s”",
    "not allowed with argument %s": "不能与%s一起用",
    "invalid %(type)s value: %(value)r": "“%(value)s”不对",
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


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of leaving, knows no abbreviations, and whose help lines up in Chinese."""

    def __init__(self, **settings: object) -> None:
        settings.setdefault("allow_abbrev", False)
        super().__init__(**settings)  # type: ignore[arg-type]

    def _get_formatter(self) -> argparse.HelpFormatter:
        """argparse asks for one even to add an argument; without a width it would import what finds one."""
        return argparse.HelpFormatter(self.prog, width=HELP_WIDTH)

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """The arguments; one that is not known is told with the nearest that is."""
        args, unknown = self.parse_known_args(argv)
        if unknown:
            from difflib import get_close_matches

            known = {name.lstrip("-"): name for name in self._option_string_actions}
            near = get_close_matches(unknown[0].partition("=")[0].lstrip("-"), known, 1, 0.6)
            hint = f"，是不是{known[near[0]]}" if near else ""
            told = unknown[:1] if near else unknown  # what stands behind it is its value
            self.error(f"不认识的参数：{' '.join(told)[:60]}{hint}")
        return args

    def format_usage(self) -> str:
        """用法：evaldsl score 〔选项〕 规则文件 〔数据文件〕"""
        places = [_place(action) for action in self._actions if not action.option_strings]
        return f"用法：{' '.join([self.prog, '〔选项〕', *places])}\n"

    def format_help(self) -> str:
        """Usage, what the command does, its arguments and its options."""
        columns = min(HELP_WIDTH, width())
        lines = [self.format_usage(), *wrap((self.description or "").strip(), columns)]
        for title, chosen in (("参数", False), ("选项", True)):
            rows = [(_names(one), one.help or "") for one in self._actions if bool(one.option_strings) is chosen]
            if rows:
                lines += ["", f"{title}：", *_aligned(rows, columns)]
        return "\n".join(lines) + "\n"

    def print_help(self, file: object = None) -> None:  # noqa: ARG002
        """Help is a result."""
        out(self.format_help())

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, f"没有“{str(value)[:40]}”，可选：{'、'.join(action.choices)}")

    def error(self, message: str) -> NoReturn:
        """A mistake in the arguments."""
        raise Unusable(f"{message}\n{self.format_usage().strip()}\n详细用法：{self.prog} --help")


def _place(action: argparse.Action) -> str:
    """An argument as the usage shows it: 规则文件, 〔数据文件〕, 文件…"""
    name = str(action.metavar or action.dest)
    many = f"{name}…" if action.nargs in ("+", "*") else name
    return f"〔{many}〕" if action.nargs in ("?", "*") else many


def _names(action: argparse.Action) -> str:
    """-o 文件, --output 文件 as one: -o、--output 文件"""
    if not action.option_strings:
        return str(action.metavar)
    value = f" {action.metavar}" if action.metavar and action.nargs != 0 else ""
    return "、".join(action.option_strings) + value


def _aligned(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    """Names on the left, help on the right of them, by the columns that they take."""
    left = max(display_width(name) for name, _ in rows) + 2
    for name, words in rows:
        first, *more = wrap(words, columns - left - 2)
        yield f"  {pad(name, left)}{first}"
        yield from (f"  {' ' * left}{line}" for line in more)


# ---- options of several commands


def add_year(parser: argparse.ArgumentParser, otherwise: str = "；不写的，用数据的年度") -> None:
    """--year: which of several versions in a folder is meant; *otherwise* says what is used without it."""
    parser.add_argument("--year", metavar="年度", type=year, help=f"文件夹里有几个版本时，用这一年度施行的{otherwise}")


def add_unit(parser: argparse.ArgumentParser) -> None:
    """--unit: the one unit of a wide table that is meant."""
    parser.add_argument("--unit", metavar="单位", help="数据文件是一行一个单位的宽表（CSV）时，写明看哪一个单位")
    add_ignore_columns(parser)


def add_ignore_columns(parser: argparse.ArgumentParser) -> None:
    """--ignore-columns: what else a table of units holds does not matter."""
    parser.add_argument("--ignore-columns", action="store_true", help="略去不是数据的列，不算错误")


def keep_apart(args: argparse.Namespace, option: str, others: Iterable[str]) -> None:
    """Refuses *others*, where they are given, beside an *option* that has no use for them: what is asked for is not passed over."""
    for other in others:
        name, _, place = other.partition("=")
        if getattr(args, place or name.replace("-", "_")) not in (None, False, [], ""):
            raise Unusable(f"{option}用不到 --{name}，不能与 --{name} 一起用")


# ---- types of values


def year(text: str) -> int:
    """2024, or 2024年度."""
    plain = text.strip().translate({code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)})
    match = re.fullmatch(r"([12]\d{3})年?度?", plain, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(f"“{text[:30]}”不是年度，应写作如2024")
    return int(match[1])


def whole(least: int, most: int, said: str) -> Callable[[str], int]:
    """What reads a whole number between two others, *said* so where it is none."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > len(str(most)) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"“{text[:30]}”不对，应为{said}")
        return int(text)

    return read


def exact_number(text: str) -> Fraction:
    """A decimal, exactly; anything else is a mistake of the user."""
    from evaldsl.text.numerals import MOST_DIGITS, decimal

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
