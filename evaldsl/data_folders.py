"""Where the data that comes with the program is: in a checkout in the folders of the project, in the wheel inside evaldsl."""

from pathlib import Path
from typing import TYPE_CHECKING

import evaldsl

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

GRAMMAR = "grammar"
RUBRICS = "rubrics"
FINDINGS = "docs/reference/findings"
ECHARTS = "echarts"
"""The drawing program of charts, as Apache publishes it."""


def data_folder(place: str) -> "Traversable":
    """The folder *place* of the project; the wheel carries it under the last of its names."""
    carried = place.rpartition("/")[2]
    for top in evaldsl.__path__:
        for folder in (Path(top, carried), Path(top, place)):
            if folder.is_dir():
                return folder
    from importlib.resources import files  # a wheel that is not unpacked

    return files("evaldsl") / carried
