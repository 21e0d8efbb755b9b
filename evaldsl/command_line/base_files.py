"""What 沿用 names: a rule file beside the overlay, a folder that holds one, or a rubric that comes with the program."""

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field

from evaldsl.command_line.files import STDIN, Located, Unusable, exists, in_folder, locate, read_text
from evaldsl.overlays.layers import File
from evaldsl.rubric_files.effective_dates import year_of_rules

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@define
class BaseFiles:
    """Finds the bases of one overlay; the same file is found once, under one name."""

    where: "dict[str, Traversable | None]" = field(factory=dict)
    names: dict[str, str] = field(factory=dict)
    kept: dict[tuple[str, str], File | str] = field(factory=dict)

    @classmethod
    def of(cls, located: Located) -> "BaseFiles":
        """The finder for the overlay at *located*."""
        found = cls()
        found._enter(located)
        return found

    def __call__(self, said: str, above: File) -> File | str:
        """The file that *above* names behind 沿用, or why there is none."""
        key = (said, above.name)
        if key not in self.kept:
            try:
                self.kept[key] = self._read(said, above)
            except Unusable as trouble:
                self.kept[key] = str(trouble)
        return self.kept[key]

    def _enter(self, located: Located) -> str:
        """The name by which the file is known."""
        real = os.path.realpath(located.rubric) if isinstance(located.rubric, Path) else located.name
        name = self.names.setdefault(real, located.name)
        self.where.setdefault(name, located.rubric)
        return name

    def _read(self, said: str, above: File) -> File:
        located = self._located(said, above)
        name = self._enter(located)
        return File(name, read_text(located.rubric, name))

    def _located(self, said: str, above: File) -> Located:
        """Beside *above*, else by the name of a rubric that comes with the program."""
        here = self.where.get(above.name)
        if "\0" in said or len(said) > 500:
            raise Unusable("沿用的文件名太长，或者里面有看不见的控制字符")
        if said == STDIN:
            raise Unusable("沿用的规则要写文件名或名称，不能是标准输入")
        year = year_of_rules(above.text)
        if here is None or isinstance(here, Path):
            folder = Path(here).parent if isinstance(here, Path) else Path()
            for ending in ("", ".rubric"):
                path = folder / (said.replace("\\", "/") + ending)
                if exists(path):
                    name = _name(above.name if here is not None else "", said.replace("\\", "/") + ending)
                    return in_folder(path, name, year) if path.is_dir() else Located(name, path)
        if "/" in said or "\\" in said or said.endswith(".rubric"):
            raise Unusable(f"找不到沿用的“{said[:80]}”：没有这个文件{_near(said, here)}")
        return locate(said, year) if not exists(Path(said)) else _shipped(said, year)


def _near(said: str, here: "Traversable | None") -> str:
    """The rule files beside the overlay, and the shipped rubrics, that are called nearly so."""
    from difflib import get_close_matches

    from evaldsl.command_line.files import shipped

    name = posixpath.basename(said.replace("\\", "/")).removesuffix(".rubric")
    beside = [one.stem for one in Path(here).parent.glob("*.rubric")] if isinstance(here, Path) else []
    near = get_close_matches(name, [*beside, *(one.name for one in shipped())], 3, 0.6)
    return f"；是不是{'、'.join(f'“{one}”' for one in near)}" if near else ""


def _shipped(said: str, year: int | None) -> Located:
    """A rubric that comes with the program, though something else is called the same here."""
    from evaldsl.command_line.files import shipped

    folder = next((one for one in shipped() if one.name == said), None)
    if folder is None:
        raise Unusable(f"找不到沿用的“{said[:80]}”：没有这个文件")
    return in_folder(folder, said, year)


def _name(above: str, said: str) -> str:
    """How the user would call the file: the path from where *above* is called."""
    return (
        said
        if os.path.isabs(said)
        else posixpath.normpath(posixpath.join(posixpath.dirname(above.replace("\\", "/")), said))
    )
