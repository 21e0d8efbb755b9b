"""Steps: 每超出1%, 每发现一处, and what they count.

``steps`` reads them; ``bases``, ``limits`` and ``targets`` say from where they run and on which award they act, ``names`` what is counted.
"""
