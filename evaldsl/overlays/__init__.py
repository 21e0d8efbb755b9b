"""Overlays: a rule file that says 沿用 and only what differs, with 依据 and 理由.

overlay_file ─► changes_to_edits ─► edits of the base's text ─► layers: merged text with the origin of every character ─► read as any rule file.

``addresses`` say of what a change speaks, ``old_words`` and ``additions`` where in it; ``chain`` does it file by file, ``runs`` tells whose
each stretch is. ``checking`` says what is found, ``missed`` what is still read and gone, ``hidden`` what is not to be reported.
"""
