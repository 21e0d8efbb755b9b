"""The command line: ``main`` finds the command, runs it and turns what went wrong into one Chinese line.

Every command is a file of ``evaldsl/commands`` with ``arguments(parser)`` and ``run(args)``; it is imported when asked
for, and imports what it needs itself, for ``rule``, ``score`` and ``check`` are started often.
"""

import gc
import sys
from collections.abc import Sequence

COMMANDS = {
    "check": "检查规则文件：断档、重叠、分值不符、得不到的满分……",
    "score": "按规则给一个单位评分，列出每一处扣分的原因",
    "explain": "说明一个指标为什么得这些分，怎样才得满分",
    "rule": "读一句评分标准：读取哪些数据、是什么意思、能得多少分",
    "fmt": "把规则文件改写成规范写法",
    "test": "核对规则文件里的例",
    "verify": "证明规则对所有可能的数据都不越界、方向一致，否则给出反例",
    "diff": "两份规则有哪些不同：改了什么，哪些数据的得分因此不同，最多差几分",
    "compare": "几份规则评同一批单位：得分、名次、等级，谁会变",
    "tune": "调一个数看各单位怎样变，或求达到目标要调成多少",
    "batch": "给一张表里的所有单位评分：一行一个单位，CSV、Parquet、Arrow，多大都行",
    "template": "生成待填写的数据文件",
    "show": "显示一份规则；调整文件显示合并以后的全文、每处改动的出处",
    "list": "列出随程序提供的规则集",
}
PENDING = ("import", "audit", "report", "serve", "lsp")
CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
BETWEEN_COLLECTIONS = 50_000
"""How many objects Python makes before it looks for circles: what a command keeps has none, and looking for them often is a
twentieth of its time."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status is 0 clean, 1 findings or differences, 2 not usable."""
    gc.set_threshold(BETWEEN_COLLECTIONS)
    if argv is None:  # a process of its own
        sys.meta_path.insert(0, _WithoutPandas())
    try:
        return _guarded(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return INTERRUPTED


class _WithoutPandas:
    """Finds no pandas: where it is installed pyarrow would import it at once, which takes longer than a small table."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:  # noqa: ARG002
        """Nothing; the others look for all but pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _guarded(argv: list[str]) -> int:
    from evaldsl.command_line import files_read
    from evaldsl.command_line.files import Unusable
    from evaldsl.console import NoOutput, drop_output, prepare_streams, say

    try:
        prepare_streams()
        files_read.begin()
        return _run(argv)
    except Unusable as trouble:
        say(f"错误：{trouble}")
    except BrokenPipeError:
        drop_output()
        return CLEAN
    except NoOutput as trouble:
        say(f"错误：{trouble}")
        drop_output()
    except MemoryError:
        say("错误：内存不够")
    except Exception as trouble:  # the last resort: a fault of the program, told in one line
        from evaldsl.text.diagnostics import unexpected

        say(f"错误：{unexpected(trouble)}，请把这句话、所用的命令和文件发给维护者")
    return FAILED


def _run(argv: list[str]) -> int:
    from evaldsl.command_line.files import Unusable
    from evaldsl.console import out

    name, rest = (argv[0], argv[1:]) if argv else ("", [])
    if name in ("-h", "--help", "help"):
        out(overview())
        return CLEAN
    if name in ("-V", "--version"):
        from evaldsl import __version__

        out(f"evaldsl {__version__}\n")
        return CLEAN
    if name in PENDING:
        raise Unusable(f"“{name}”命令尚未实现")
    if name not in COMMANDS:
        raise Unusable(_unknown(name))
    return _command(name, rest)


def _command(name: str, argv: list[str]) -> int:
    from importlib import import_module

    from evaldsl.command_line.arguments import Parser, chinese_messages

    command = import_module(f"evaldsl.commands.{name}")
    try:
        with chinese_messages():
            parser = Parser(prog=f"evaldsl {name}", description=command.__doc__)
            command.arguments(parser)
            args = parser.read(argv)
    except SystemExit as done:  # --help has been printed
        return int(done.code or 0)
    status: int = command.run(args)
    return status


def overview() -> str:
    """What there is."""
    lines = [
        "用法：evaldsl 命令 〔参数〕",
        "",
        "让公布的绩效评价评分标准直接可以计算：读规则、查毛病、算得分、说明原因。",
        "",
        "命令：",
    ]
    lines += [f"  {name:<10}{meaning}" for name, meaning in COMMANDS.items()]
    lines += [
        "",
        "每个命令的用法：evaldsl 命令 --help；版本：evaldsl --version",
        "退出状态：0 没有问题，1 有发现或有差异，2 用法、文件或语法有错误",
    ]
    return "\n".join(lines) + "\n"


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    if not name:
        return f"没有写命令\n{overview()}"
    near = get_close_matches(name, COMMANDS, 1, 0.5)
    hint = f"，是不是“{near[0]}”" if near else ""
    return f"没有“{name[:40]}”这个命令{hint}；可用的有：{'、'.join(COMMANDS)}"
