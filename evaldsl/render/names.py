"""Names of facts, with the number of the item that reads them."""

import re

_LABELLED = re.compile(r"\.([①-⑳](?:\.\d+)?|\(\d+\))\.$")


def item_label(address: str, name: str) -> str:
    """② of 资金使用合规性.②.不符合, nothing for a fact of the whole rubric."""
    label = _LABELLED.search(address.removesuffix(name))
    return label[1] if label else ""
