"""What ``evaldsl test`` says: examples that fail, what no example comes upon, mutants that none notices."""

from collections.abc import Sequence

from evaldsl.examples.coverage import Coverage, Target
from evaldsl.examples.example_runs import ExampleResult
from evaldsl.examples.mutants import Mutation, Survivor
from evaldsl.examples.suggestions import Suggestion
from evaldsl.facts.fact_values import written
from evaldsl.interpreter.scorer import Scorer
from evaldsl.render.diagnostics import Source
from evaldsl.render.names import published_words
from evaldsl.render.numbers import points_text
from evaldsl.render.widths import one_line, quoted

MOST_LISTED = 10


def report(results: Sequence[ExampleResult], covered: Coverage, where: Source, *, every: bool) -> str:
    """The examples that fail (*every*: all), the tally, and what no example comes upon."""
    lines = [
        f"{':'.join(map(str, where.spot(*one.example.span)))} {_told(one)}"
        for one in results
        if every or not one.passed
    ]
    failed = sum(not one.passed for one in results)
    verdict = f"{failed}个不符" if failed else "全部通过"
    lines.append(f"{where.name}：{len(results)}个例，{verdict}" if results else f"{where.name}：没有例")
    reached = len(covered.targets) - len(covered.missed)
    if covered.missed:
        lines.append(
            f"{where.name}：句子、档位、界限共{len(covered.targets)}处，{reached}处有例，{len(covered.missed)}处没有："
        )
        lines += _limited([f"  {_missed(one, where)}" for one in covered.missed], every)
    elif covered.targets:
        lines.append(f"{where.name}：句子、档位、界限共{len(covered.targets)}处，处处有例")
    return "\n".join(lines) + "\n"


def _limited(lines: list[str], every: bool) -> list[str]:
    if every or len(lines) <= MOST_LISTED:
        return lines
    return [
        *lines[:MOST_LISTED],
        f"  ……另有{len(lines) - MOST_LISTED}处，用 --all 全部列出，用 --suggest 写出缺的例",
    ]


def _missed(target: Target, where: Source) -> str:
    clause = target.clause
    words = quoted(published_words(where.text, clause.span, clause.words))
    return f"{where.told(*target.span)} {one_line(target.indicator)} {clause.label}{words}{one_line(clause.how)}"


def _told(result: ExampleResult) -> str:
    """不符 人员控制.① 应得2分，算得1.8分：相差0.2分"""
    example = result.example
    subject = one_line(f"{example.indicator}{'.' if example.label else ''}{example.label}")
    wanted = [f"应得{points_text(example.expected)}"] if example.expected is not None else []
    wanted += [f"等级应为“{example.grade}”"] if example.grade else []
    line = f"{'通过' if result.passed else '不符'} {subject} {'，'.join(wanted)}"
    if result.passed:
        return line
    got = f"，算得{points_text(result.score)}" if result.score is not None else ""
    return f"{line}{got}：{one_line(result.message)}"


def mutants(found: Mutation, ready: Scorer, where: Source, *, every: bool) -> str:
    """How many changes the examples notice, and those that none does."""
    noticed = found.total - found.alike - len(found.survivors) - len(found.undecided)
    counts = [f"例能发现{noticed}处", f"不影响得分{found.alike}处", f"没有例能发现{len(found.survivors)}处"]
    counts += [f"未能判定{len(found.undecided)}处"] if found.undecided else []
    lines = [f"{where.name}：改动{found.total}处，{'，'.join(counts)}{'：' if found.survivors else ''}"]
    lines += _limited([f"  {_survivor(one, ready, where)}" for one in found.survivors], every)
    return "\n".join(lines) + "\n"


def _survivor(one: Survivor, ready: Scorer, where: Source) -> str:
    mutant = one.mutant
    words = quoted(published_words(where.text, mutant.span, mutant.clause))
    facts = "；".join(
        f"{ready.facts[key].name}＝{written(value, ready.facts[key])}" for key, value in one.values.items()
    )
    shows = f"，如{facts}时得分变{'多' if one.more else '少'}" if facts else ""
    return one_line(f"{where.told(*mutant.span)} {mutant.indicator} {words}{mutant.change}{shows}")


def suggested(added: Sequence[Suggestion]) -> str:
    """The examples by indicator, as they are to be pasted."""
    lines: list[str] = []
    for name in dict.fromkeys(one.indicator for one in added):
        lines += [f"# {one_line(name)}", *(one.line for one in added if one.indicator == name)]
    return "\n".join(lines) + "\n" if lines else "# 没有缺的例\n"
