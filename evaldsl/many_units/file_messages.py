"""What is said about many files of units: what one of them after the other has is shown of the first few, then counted."""

import re
from collections.abc import Sequence

from attrs import define, field

from evaldsl.command_line.rules_and_facts import show
from evaldsl.console import say
from evaldsl.text.diagnostics import Diagnostic

MOST_ALIKE, MOST_NAMED = 3, 3
_NUMBER = re.compile(r"\d[\d,.]*")
Kind = tuple[str, str]
"""The slug and the message, whatever its numbers."""


@define
class FileMessages:
    """*files* are those with a finding of each kind, *messages* its words, *faulty* the errors of each file."""

    files: dict[Kind, dict[str, None]] = field(factory=dict)
    messages: dict[Kind, str] = field(factory=dict)
    faulty: dict[str, int] = field(factory=dict)

    def show(self, found: Sequence[Diagnostic], name: str, content: str) -> None:
        """Findings about the file *name*, those of a kind that the first few files have already left for the end."""
        fresh = []
        for one in found:
            kind = one.slug, _NUMBER.sub("0", one.message)
            files = self.files.setdefault(kind, {})
            self.messages.setdefault(kind, one.message)
            files[name] = None
            fresh += [one] if len(files) <= MOST_ALIKE else []
        show(fresh, name, content)

    def lacks(self, name: str, errors: int) -> None:
        """Some facts of the file *name* count as missing, because of so many errors."""
        self.faulty[name] = errors

    def finish(self) -> None:
        """The rest of it, each thing once."""
        for kind, files in self.files.items():
            more = list(files)[MOST_ALIKE:]
            if more:
                say(f"另有{_named(more)}也是这样：{self.messages[kind]}")
        if len(self.faulty) > MOST_ALIKE:
            say(f"{_named(list(self.faulty))}共有{sum(self.faulty.values())}个错误，出错的数据按缺处理")
            return
        for name, errors in self.faulty.items():
            say(f"“{name}”有{errors}个错误，出错的数据按缺处理")


def _named(files: Sequence[str]) -> str:
    """3个文件（甲.yaml、乙.yaml、丙.yaml）"""
    return f"{len(files)}个文件（{'、'.join(files[:MOST_NAMED])}{'等' if len(files) > MOST_NAMED else ''}）"
