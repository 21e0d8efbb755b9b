"""What all commands share: arguments, files, and the rules and facts that they name.

``arguments`` are argparse in Chinese; ``rules_and_facts`` reads both (``base_files``: what an overlay names; ``rubric_cache``: what was read
before); ``rule_request`` is one sentence with its facts. Reading and writing go through ``files`` (``files_read``: none is written over),
``near_files`` guesses at a name that is not there and ``indicators`` at an indicator's;
``output_forms`` and ``sheet_report`` say in which form, ``progress`` how far.
"""
