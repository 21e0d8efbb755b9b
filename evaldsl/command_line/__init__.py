"""What all commands share: arguments, files, and the rules and facts that they name.

``rules_and_facts`` reads both (``base_files``: what an overlay names; ``rubric_cache``: what was read before); ``rule_request`` is one
sentence with its facts; ``files`` is where reading and writing go through.
"""
