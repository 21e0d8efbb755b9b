"""Files as commands use them: reading with Chinese reasons, atomic writing, where rubrics and their facts are."""

import errno
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from attrs import frozen

from evaldsl.command_line import files_read
from evaldsl.command_line.near_files import near_files
from evaldsl.console import out, say

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MOST_BYTES = 5_000_000
STDIN = "-"


class Unusable(Exception):
    """What was asked for cannot be done; the Chinese message says why and goes to the user as it is."""


@frozen
class Located:
    """A rubric and what lies beside it. *name* is how the user calls it, *rubric* None stands for stdin."""

    name: str
    rubric: "Traversable | None"
    facts: "Traversable | None" = None
    published: "Traversable | None" = None


# ---- reading


def read_bytes(
    path: "Traversable | None", name: str, most: int = MOST_BYTES, advice: str = "，不像是要读的文件"
) -> bytes:
    """The bytes of a file, or of stdin when *path* is None; *advice* is said of what has more than *most*."""
    too_large = f"“{name}”超过{most // 1_000_000}MB{advice}"
    if path is None:
        data = stdin().read(most + 1)
    else:
        try:
            if path.is_dir():
                raise Unusable(f"“{name}”是文件夹，这里要的是文件")
            large = isinstance(path, Path) and path.is_file() and path.stat().st_size > most
            with path.open("rb") as stream:  # a device never ends
                data = b"" if large else stream.read(most + 1)
            files_read.note(path, name)
        except (OSError, ValueError) as trouble:
            raise Unusable(f"读不了“{name}”：{reason(trouble)}") from None
        if large:
            raise Unusable(too_large)
    if len(data) > most:
        raise Unusable(too_large)
    return data


def stdin() -> BinaryIO:
    """Standard input as bytes."""
    if sys.stdin is None:
        raise Unusable("标准输入是关着的，没有东西可读")
    return sys.stdin.buffer


def reason(trouble: OSError | ValueError) -> str:
    """Why the system refused, in Chinese."""
    if isinstance(trouble, FileNotFoundError):
        return f"没有这个文件{near_files(Path(trouble.filename)) if isinstance(trouble.filename, str) else ''}"
    if isinstance(trouble, PermissionError):
        return "没有权限"
    if isinstance(trouble, IsADirectoryError):
        return "是文件夹"
    if isinstance(trouble, NotADirectoryError):
        return "上一级不是文件夹"
    if isinstance(trouble, OSError) and trouble.errno == errno.ENAMETOOLONG:
        return "文件名太长"
    if isinstance(trouble, OSError) and trouble.errno == errno.ENOSPC:
        return "磁盘已满"
    return "系统不允许这样读写"


def decoded(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, or what editors and Excel write on Windows."""
    from evaldsl.text.encodings import decode

    text = decode(data)
    if not isinstance(text, str):
        raise Unusable(f"“{name}”：{text.message}{'；' + text.hint if text.hint else ''}")
    return text


def read_text(path: "Traversable | None", name: str) -> str:
    """The text of a file."""
    return decoded(read_bytes(path, name), name)


_INDICATOR = re.compile(r"^[ \t\u3000]*(?:三级|指标)[ \t\u3000:：]+\S.*[)）][ \t]*\r?$", re.M)
_DATA = re.compile(r"^\ufeff?数据:[ \t]*\r?$|\A\s*[{\[]|\A\ufeff?(?:指标|名称|数据)[,\t;，]", re.M)
DATA_ENDINGS = (".yaml", ".yml", ".json", ".csv")


def is_rules(text: str) -> bool:
    """Whether *text* has indicators with points, as only a rule file has."""
    return bool(_INDICATOR.search(text))


def refuse_data(text: str, name: str) -> None:
    """A facts file in the place of the rules is told as such, not by a hundred mistakes."""
    from evaldsl.rubric_files.pasted_table import is_pasted_table

    if (name.lower().endswith(DATA_ENDINGS) or _DATA.search(text)) and not (is_rules(text) or is_pasted_table(text)):
        raise Unusable(f"“{name}”是数据文件，不是规则文件；先写规则文件，后写数据文件")


def rules_text(data: bytes, name: str) -> str:
    """The text of a rule file."""
    text = decoded(data, name)
    refuse_data(text, name)
    return text


def given_path(argument: str) -> Path | None:
    """The path that the user wrote, None for stdin."""
    if argument == STDIN:
        return None
    if not argument:
        raise Unusable("有一处要写文件名，写的是空的")
    if "\0" in argument:
        raise Unusable("文件名里有看不见的控制字符")
    try:
        os.lstat(argument)
    except OSError as trouble:
        if trouble.errno == errno.ENAMETOOLONG:
            raise Unusable(f"“{os.path.basename(argument)[:60]}…”：文件名太长") from None
    return Path(argument)


def exists(path: Path) -> bool:
    """Whether there is such a file or folder; a name that cannot be one is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def text_digest(content: str) -> str:
    """The SHA-256 of a text that was read, by which reports name it."""
    from hashlib import sha256

    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    import hashlib

    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as trouble:
        raise Unusable(f"读不了“{path}”：{reason(trouble)}") from None


def keep_inputs(output: str | None, inputs: Iterable[str | None] = ()) -> None:
    """Refuses to write a result over what it is made from: *inputs* and whatever has been read so far."""
    if output is None or output == STDIN:
        return
    named = (one for one in inputs if one is not None and one != STDIN and files_read.same_file(output, one))
    one = next(named, None) or files_read.name_of(output)
    if one is not None:
        raise Unusable(f"结果不能写到“{one}”自己上面，请换一个文件名")


def once_from_stdin(arguments: Iterable[str | None]) -> None:
    """Refuses to read several files from stdin."""
    if sum(one == STDIN for one in arguments) > 1:
        raise Unusable("标准输入只能读一次")


# ---- writing


def write_result(path: str | None, content: str | Iterable[str]) -> None:
    """*content*, whole or piece by piece, to a file with the line ends that it has, which is said, or to stdout with plain ones."""
    pieces = (content,) if isinstance(content, str) else content
    if path is None or path == STDIN:
        for piece in pieces:
            out(piece.replace("\r\n", "\n"))
    else:
        keep_inputs(path)
        write_atomically(path, (piece.encode("utf-8", "replace") for piece in pieces))
        say_written(path)


def say_written(path: str, more: str = "") -> None:
    """A line that says where a result went."""
    say(f"已写入“{path}”{more}")


def write_atomically(path: str, data: bytes | Iterable[bytes]) -> None:
    """All of *data* stands in the file afterwards, or the file is as it was."""
    import tempfile

    target = Path(os.path.realpath(path))
    temporary = ""
    try:
        if target.is_dir():
            raise Unusable(f"写不了“{path}”：是文件夹")
        if target.exists() and not target.is_file():
            raise Unusable(f"写不了“{path}”：不是普通文件")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".evaldsl-")
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([data] if isinstance(data, bytes) else data)
        os.chmod(temporary, target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException as trouble:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise (unwritable(path, trouble) if isinstance(trouble, OSError | ValueError) else trouble) from None


def unwritable(path: str, trouble: OSError | ValueError) -> Unusable:
    """Why the file at *path* cannot be written; of a folder that is there, what is missing is the leave to write."""
    if not isinstance(trouble, FileNotFoundError):
        return Unusable(f"写不了“{path}”：{reason(trouble)}")
    here = os.path.isdir(os.path.dirname(os.path.realpath(path)))
    return Unusable(f"写不了“{path}”：{'这个文件夹里不能写文件' if here else '没有这个文件夹'}")


def hold(path: Path) -> BinaryIO:
    """Opens a file for this process alone until it is closed or the process ends; BlockingIOError if another has it.

    Where the file system knows no locks it is only opened.
    """
    stream = path.open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as trouble:
        if trouble.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            stream.close()
            raise BlockingIOError(trouble.errno, "held") from None
    return stream


def rewrite(path: str, before: bytes, text: str) -> None:
    """Puts *text* into a file that held *before*, in the encoding that it had."""
    from evaldsl.text.encodings import codec_of

    write_atomically(path, text.encode(codec_of(before)))


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


# ---- where rubrics are


def shipped() -> "list[Traversable]":
    """The folders of the rubrics that come with the program, by name."""
    from evaldsl.data_folders import RUBRICS, data_folder

    found = [one for one in data_folder(RUBRICS).iterdir() if one.is_dir() and not one.name.startswith(("_", "."))]
    return sorted(found, key=lambda one: one.name)


_PLAIN_NAME = re.compile(r"[\w.-]+")


def locate(argument: str, year: int | None = None) -> Located:
    """A rule file, a folder that holds one, or the name of a rubric that comes with the program.

    Of several versions in a folder, the one in force for *year*.
    """
    path = given_path(argument)
    if path is None:
        return Located("标准输入", None)
    if exists(path):
        if not path.is_dir():
            return Located(argument, path, *_beside(path.parent))
        return in_folder(path, argument, year)
    if _PLAIN_NAME.fullmatch(argument):
        folder = next((one for one in shipped() if one.name == argument), None)
        if folder is not None:
            return in_folder(folder, argument, year)
    raise Unusable(_not_found(argument))


def locate_all(argument: str) -> list[Located]:
    """Every rule file that *argument* names: those of a folder and of the folders in it, else what ``locate`` finds."""
    path = given_path(argument)
    if path is None or not exists(path) or not path.is_dir():
        versions = _shipped_versions(argument) if path is not None and not exists(path) else []
        return versions or [locate(argument)]
    try:
        every = (one for one in path.rglob("*.rubric") if one.is_file() or not one.exists())
        found = sorted(one for one in every if not _is_hidden(one.relative_to(path)))
    except OSError as trouble:
        raise Unusable(f"读不了文件夹“{argument}”：{reason(trouble)}") from None
    return [Located(one.as_posix(), one) for one in found] or [locate(argument)]


def _shipped_versions(argument: str) -> list[Located]:
    """The rule files of a rubric that comes with the program, where there are several versions."""
    folder = next((one for one in shipped() if one.name == argument), None)
    files = [one for one in folder.iterdir() if one.name.endswith(".rubric")] if folder is not None else []
    named = sorted(files, key=lambda one: one.name)
    return [Located(f"{argument}/{one.name}", one) for one in named] if len(named) > 1 else []


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _not_found(argument: str) -> str:
    from difflib import get_close_matches

    names = [folder.name for folder in shipped()]
    near = get_close_matches(argument, names, 1, 0.6)
    shipped_hint = f"，是不是“{near[0]}”" if near else f"；随程序提供的有：{'、'.join(names)}"
    hint = near_files(Path(argument), ".rubric") or shipped_hint
    return f"找不到“{argument}”：没有这个文件或文件夹，也不是随程序提供的规则集{hint}"


def _beside(folder: "Traversable") -> "tuple[Traversable | None, Traversable | None]":
    """facts.yaml and published.csv of a folder, where they are."""
    facts, published = folder.joinpath("facts.yaml"), folder.joinpath("published.csv")
    return facts if facts.is_file() else None, published if published.is_file() else None


def in_folder(folder: "Traversable", name: str, year: int | None = None) -> Located:
    """The rule file of a folder; of several versions, the one in force for *year*."""
    try:
        rubrics = sorted((one for one in folder.iterdir() if one.name.endswith(".rubric")), key=lambda one: one.name)
    except OSError as trouble:
        raise Unusable(f"读不了文件夹“{name}”：{reason(trouble)}") from None
    facts, published = _beside(folder)
    if len(rubrics) == 1:
        return Located(f"{name.rstrip('/')}/{rubrics[0].name}", rubrics[0], facts, published)
    if rubrics:
        chosen = _in_force(rubrics, name, year)
        return Located(f"{name.rstrip('/')}/{chosen.name}", chosen, facts, published)
    if facts is None:
        raise Unusable(f"文件夹“{name}”里没有规则文件（*.rubric）")
    return _borrowed(facts, published, name)


def _in_force(rubrics: "list[Traversable]", name: str, year: int | None) -> "Traversable":
    """Of several rule files in a folder the one in force for *year*."""
    from evaldsl.rubric_files.effective_dates import Version, in_force, line_of

    said = {one.name: line_of(read_text(one, f"{name}/{one.name}"), "施行") for one in rubrics}
    if year is None or not any(said.values()):
        names = "、".join(f"{one}{f'，{words}施行' if words else ''}" for one, words in list(said.items())[:5])
        names += "等" if len(said) > 5 else ""
        what = "没有评价年度，分不出用哪一个；用 --year 写明年度" if any(said.values()) else "请写明是哪一个"
        raise Unusable(f"文件夹“{name}”里有{len(rubrics)}个规则文件（{names}），{what}")
    try:
        chosen = in_force([Version(*one) for one in said.items()], year)
    except ValueError as trouble:
        raise Unusable(f"文件夹“{name}”：{trouble}") from None
    return next(one for one in rubrics if one.name == chosen)


_RUBRIC_NAME = re.compile(
    r"""^\ufeff?["']?规则集["']?[ \t]*[:：,][ \t]*["']?([^#"'\r\n]+?)["']?[ \t]*(?:#.*)?$""", re.M
)


def _borrowed(facts: "Traversable", published: "Traversable | None", name: str) -> Located:
    """A folder that holds only facts names the rubric by which they are scored."""
    match = _RUBRIC_NAME.search(read_text(facts, f"{name}/facts.yaml"))
    if match is None:
        raise Unusable(f"文件夹“{name}”里没有规则文件，facts.yaml也没有用“规则集:”写明按哪一套评分")
    folder = next((one for one in shipped() if one.name == match[1]), None)
    rubrics = [one for one in folder.iterdir() if one.name.endswith(".rubric")] if folder is not None else []
    if len(rubrics) != 1:
        raise Unusable(f"“{name}/facts.yaml”写明按“{match[1][:60]}”评分，但随程序提供的规则集里没有它")
    return Located(f"{match[1]}/{rubrics[0].name}", rubrics[0], facts, published)
