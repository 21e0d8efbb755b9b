"""The commands of the command line, one file each: ``arguments`` declares them, ``run`` returns the exit status.

The docstring of a command's module is its help text and therefore Chinese.
"""
