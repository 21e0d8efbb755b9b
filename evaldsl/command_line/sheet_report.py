"""Where sheets go and in which form: the screen or a file, as text, Markdown, CSV, JSON or a page."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from evaldsl import __version__
from evaldsl.command_line.files import STDIN, write_result
from evaldsl.command_line.progress import Progress
from evaldsl.console import as_json, width
from evaldsl.render import sheets
from evaldsl.render.stamp import Stamp

if TYPE_CHECKING:
    from evaldsl.render.charts import Chart


@frozen
class SheetReport:
    """Where the answer goes and in which form; *read* are the role, the name and the digest of each file it rests on."""

    output: str | None
    form: str
    read: Callable[[], Sequence[tuple[str, str, str]]]
    bar: Progress = field(factory=Progress)

    @property
    def is_read(self) -> bool:
        """Whether the sentences are on the screen."""
        return self.form == "text" and self.output in (None, STDIN)

    def write(
        self, found: Sequence[sheets.Sheet], objects: object, charts: Callable[[], "Sequence[Chart]"] = tuple
    ) -> None:
        """*charts* are made for a page alone."""
        if self.form == "html":
            from evaldsl.render.tuning_page import html

            content = html(found, charts(), Stamp(tuple(self.read()), __version__))
        elif self.form == "json":
            content = as_json(objects) + "\n"
        elif self.form == "md":
            content = sheets.markdown(found)
        elif self.form == "csv":
            content = "\ufeff" + sheets.csv_text(found)
        else:
            content = sheets.text(found, width())
        self.bar.end()
        write_result(self.output, content)
