"""Tables: files of many units, in (``table_input``: ``table_csv`` and what Arrow reads, as ``table_chunks``) and out (``table_output``).

``table_messages`` says what is wrong with one, ``table_query`` asks a database instead.
"""
