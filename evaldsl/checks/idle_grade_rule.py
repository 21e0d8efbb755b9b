"""idle-grade-rule"""

from collections.abc import Iterator

from evaldsl.interpreter.grades import grade_rules, regraded, scale_of
from evaldsl.interpreter.rubric import GradeAtMost, GradeIs
from evaldsl.rubric_files.rubric_file import Loaded
from evaldsl.text.diagnostics import Diagnostic, warning


def idle_grade_rule(loaded: Loaded) -> Iterator[Diagnostic]:
    """A rule that caps or lowers the grade and changes none: there is no scale, or it caps at the best grade."""
    rubric = loaded.rubric
    assert rubric is not None
    scale = scale_of(rubric.grades)
    for rule in grade_rules(rubric):
        change = rule.change
        if isinstance(change, GradeIs) or any(regraded(word, change, scale) != word for word in scale):
            continue
        if not scale:
            hint = "写上“等级 优：90分（含）以上；良：80分（含）-90分；……”，或者写明定为哪一等"
            yield warning("idle-grade-rule", "没有写等级的分数线，封顶、下调不起作用", *rule.span, hint=hint)
        else:
            message = "只有一个等级，下调不起作用"
            if isinstance(change, GradeAtMost):
                message = (
                    f"“{change.word}”是最高一等，封在这里不起作用" if len(scale) > 1 else "只有一个等级，封顶不起作用"
                )
            yield warning("idle-grade-rule", message, *rule.span, hint=f"等级分{'、'.join(scale)}")
