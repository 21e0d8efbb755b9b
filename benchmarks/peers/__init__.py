"""Workload W written by hand for others: what a careful engineer would write for this rubric, kind by kind.

Each gives the scores of all 30 indicators, the total and the grade (0 优, 1 良, 2 中, 3 差).
"""
