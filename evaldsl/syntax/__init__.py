"""Syntax: the text of a cell to its tree, and the tree to its canonical form (``tree_to_text``).

``text_to_tree`` reads tokens, ``token_values`` says what each is worth (``limit_values``: of limits; ``points_taken``, ``quotients`` and
``short_of``: of what several say together), by ``first_signs`` the lexer tries only what can begin here. ``misprints`` puts slips right that
can mean one thing, ``said_above`` writes out 同上, ``laid_out`` puts points that stand apart to what they are for, ``marks_again`` tells ③
said again from a new ③, ``kept_words`` 一户一档 from a number. ``terms`` are what formulas compute with. ``parser_cache`` and
``regex_cache`` keep what takes long to make.
"""
