"""Which of the lines under an indicator score, and which only explain."""

import itertools
import re
from collections.abc import Iterable, Sequence

from evaldsl.rubric_files.rubric_lines import Block

POINTS_TO_SEE = "评价要点"
_POINTS = re.compile(r"[\d０-９一二两三四五半]\s*分(?!之)|不得分|满分")


def says_points(text: str) -> bool:
    """Whether *text* says what something is worth: ①资金拨付及时，1分."""
    return _POINTS.search(text) is not None


def scores(block: Block) -> bool:
    """Whether *block* is scoring text: 评分, and 评价要点 that say what each is worth."""
    return block.keyword == "评分" or (block.keyword == POINTS_TO_SEE and says_points(block.text))


def explanation(inside: Iterable[Block]) -> str:
    """What explains the scoring: 解释, and 评价要点 that say no points."""
    return "\n".join(one.text for one in inside if one.keyword in ("解释", POINTS_TO_SEE) and not scores(one))


def scoring_text(text: str, block: Block, rest: str, inside: Sequence[Block]) -> tuple[str, int]:
    """The scoring text of the indicator *block* and where it begins: the lines that score, else *rest*, what stands right
    under the heading. *text* is the whole file; what stands between the parts is blank."""
    parts = [one for one in inside if scores(one)]
    if not parts:
        return rest, block.start + len(block.text) - len(rest)
    cell = parts[0].text
    for before, part in itertools.pairwise(parts):
        cell += re.sub(r"[^\n]", " ", text[before.end : part.start]) + part.text
    return cell, parts[0].start
