"""evaldsl: the official scoring sentence is the program.

Reads published scoring rules (部门整体支出绩效评价指标体系), says what they mean, scores a unit's facts exactly and
explains every deduction. ``evaldsl.pipeline`` is the way in from Python, ``evaldsl.cli`` from the command line.
"""

from pathlib import Path

__version__ = "0.1.0"

_root = Path(__file__).resolve().parent.parent
if (_root / "pyproject.toml").is_file() and (_root / "interpreter").is_dir():
    __path__.append(str(_root))  # a checkout: ../interpreter is evaldsl.interpreter, as in the wheel
