"""Deductions: 扣0.5分, 每处扣0.5分, 不得分.

``deductions`` reads them, ``zeros`` what gets nothing, ``demands`` what is demanded in the words before 否则. ``taken_from`` says which award they take from, ``reach`` how far a sentence of its own
reaches; ``several_awards``, ``each_award``, ``several_limits`` and ``named_things`` are of more than one. ``denied_awards`` and ``said_again``
only deny, or repeat, what the award says; ``rungs`` tell what so many cost, ``lesser_start`` begins below it, ``twice`` takes more of what was taken before.
"""
