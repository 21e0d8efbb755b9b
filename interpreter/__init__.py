"""What the rules mean: exact values, the meaning of a rubric, its lowering to arithmetic, scoring.

This package knows no text, file, clock or randomness. It is imported as ``evaldsl.interpreter``.

``rubric`` and ``scores`` are data, ``values`` and ``records`` what they are made of. ``lowering`` turns effects into ``expressions``; ``scorer``
makes a rubric ready, ``rubric_to_scores`` runs it, ``grades`` grades the total, ``denials`` are awards that stand while failings are counted, ``decided_ranges`` points that an evaluator chooses in a band,
``reasons`` with ``value_words`` put the numbers into words. ``bounds``, ``missing_facts`` and ``zero_divisors`` say what holds while facts are
missing; ``curves``, ``pieces``, ``reaches`` and ``ranges`` over all facts. ``plan`` with ``whole_numbers`` is a rubric for engines.
"""

if __name__ == "interpreter":
    raise ImportError("请用 import evaldsl.interpreter；顶层名 interpreter 属于另一个软件包")
