"""Overlays: a rule file that says 沿用 and only what differs, with 依据 and 理由.

overlay_file ─► changes ─► edits of the base's text ─► merged text with the origin of every character ─► read as any rule file.
"""
