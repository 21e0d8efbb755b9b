"""Where the data that comes with the program is: in a checkout in the folders of the project, in the wheel inside evaldsl."""

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

GRAMMAR = "grammar"
RUBRICS = "rubrics"
FINDINGS = "docs/reference/findings"


def data_folder(place: str) -> "Traversable":
    """The folder *place* of the project; the wheel carries it under the last of its names."""
    carried = files("evaldsl") / place.rpartition("/")[2]
    return carried if carried.is_dir() else files(f"evaldsl.{place.replace('/', '.')}")
