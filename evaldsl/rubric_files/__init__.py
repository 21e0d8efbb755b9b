"""Rule files: what surrounds the cells of a rubric, and the whole of them.

``rubric_file`` reads headings in order (``rubric_lines``; ``swallowed_headings`` tells those that none were, ``pasted_table`` a table put in
whole), with ``declarations`` (``definition_sizes``: how large they may grow), ``sections``, ``conventions``, ``grade_lines``, ``default_rules`` and
``scoring_text``; ``format`` writes them. ``places`` says how far a heading reaches; ``suppressions`` (what a file says not to report) and
``baseline`` (what is known of an old one) go by it. ``finding_pages`` is the catalogue of findings, ``overlay_lines`` tells an overlay,
``effective_dates`` picks a version by year.
"""
