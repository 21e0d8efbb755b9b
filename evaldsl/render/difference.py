"""What would change in a file, as a unified diff."""

from difflib import unified_diff


def difference(before: str, after: str, name: str, what: str) -> str:
    """The lines of *before* and *after* that differ; *what* tells the two apart in the head."""
    lines = unified_diff(before.splitlines(), after.splitlines(), name, f"{name}（{what}）", lineterm="")
    return "".join(f"{line}\n" for line in lines)
