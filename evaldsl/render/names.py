"""Names of facts, with the number of the item that reads them; clauses as they were published."""

import re

from evaldsl.render.widths import one_line
from evaldsl.typography import plain_text

_LABELLED = re.compile(r"\.([①-⑳](?:\.\d+)?|\(\d+\))\.$")


def item_label(address: str, name: str) -> str:
    """② of 资金使用合规性.②.不符合, nothing for a fact of the whole rubric."""
    label = _LABELLED.search(address.removesuffix(name))
    return label[1] if label else ""


def published_words(text: str, span: tuple[int, int], words: str) -> str:
    """*words*, known in plain typography, as they stand in the rule file *text*; a bracket that they open is closed.

    A rule that is taken as the default stands elsewhere: its words are given as they are known.
    """
    found = text[slice(*span)]
    if not words or plain_text(found) != plain_text(words):
        return one_line(words)
    after = text[span[1] : span[1] + 1]
    if after and after in "）)" and plain_text(found).count("(") > plain_text(found).count(")"):
        found += after
    return one_line(found).strip()
