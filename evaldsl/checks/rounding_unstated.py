"""rounding-unstated"""

from collections.abc import Iterator

from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, info


def rounding_unstated(loaded: Loaded) -> Iterator[Diagnostic]:
    """No convention says to how many decimals an indicator's score is rounded."""
    rubric = loaded.rubric
    assert rubric is not None
    if not rubric.conventions.decimals_stated:
        message = f"没有约定得分保留几位小数，按{rubric.conventions.decimals}位四舍五入"
        yield info("rounding-unstated", message, *loaded.place("规则集"), hint="加一行“约定 得分保留2位小数”")
