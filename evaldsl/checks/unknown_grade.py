"""unknown-grade"""

from collections.abc import Iterator

from evaldsl.interpreter.grades import grade_rules
from evaldsl.interpreter.rubric import GradeIs
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, warning


def unknown_grade(loaded: Loaded) -> Iterator[Diagnostic]:
    """A rule that fixes a grade which the scale does not have."""
    rubric = loaded.rubric
    assert rubric is not None
    words = [band.word for band in rubric.grades]
    for rule in grade_rules(rubric):
        if words and isinstance(rule.change, GradeIs) and rule.change.word not in words:
            message = f"等级里没有“{rule.change.word}”"
            yield warning("unknown-grade", message, *rule.span, hint=f"等级分{'、'.join(words)}")
