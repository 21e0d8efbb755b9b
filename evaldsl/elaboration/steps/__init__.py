"""Steps: 每超出1%, 每发现一处, and what they count.

``steps`` reads them, ``decided_each`` those that cost what the evaluator decides; ``bases``, ``around_ranges``, ``limits``, ``segments`` and ``asked_numbers`` say
from where, and to where, they run, ``targets`` on which award they act, ``names`` what is counted, ``periods`` in which parts of the year,
``severities`` of which some cost more.
"""
