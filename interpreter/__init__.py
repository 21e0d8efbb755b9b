"""What the rules mean: exact values, the meaning of a rubric, its lowering to arithmetic, scoring.

This package knows no text, file, clock or randomness. It is imported as ``evaldsl.interpreter``.
"""

if __name__ == "interpreter":
    raise ImportError("请用 import evaldsl.interpreter；顶层名 interpreter 属于另一个软件包")

__all__ = [
    "bounds",
    "expressions",
    "grades",
    "lowering",
    "missing_facts",
    "reasons",
    "rubric",
    "rubric_to_scores",
    "scorer",
    "scores",
    "values",
]
