"""证明规则对所有可能的数据都成立：得分不越界、满分可得、各项数据的方向、档位相接、扣完为止。

不成立的给出一个反例：一组数据，和按规则重算的得分与扣分。每一项的结论是已证明、反例或未能判定。
调整文件（写有“沿用”的）另外说明：哪些指标比底本宽、哪些比底本严，差得最多的是怎样的数据。
全部已证明退出状态为0，有反例或未能判定为1，文件有错误为2。
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from evaldsl import __version__
from evaldsl.command_line.arguments import add_year
from evaldsl.command_line.files import Unusable
from evaldsl.command_line.indicators import find_indicator
from evaldsl.command_line.rules_and_facts import LoadedRules, evaluated_year, loaded_rules
from evaldsl.console import as_json, install, out, width
from evaldsl.differences.promises import EQUIVALENT, NEVER_BETTER, compare
from evaldsl.proofs import solver
from evaldsl.proofs.prover import Method
from evaldsl.render.diagnostics import source
from evaldsl.verification import Proof, verify

if TYPE_CHECKING:
    from evaldsl.differences.against_base import Against


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("rubric", metavar="规则文件", help="规则文件、文件夹或随程序提供的规则集的名称")
    parser.add_argument(
        "--indicator",
        metavar="指标",
        action="append",
        default=[],
        help="只证这个指标，名称能认出是哪一个即可，可以写几次",
    )
    parser.add_argument("--all", action="store_true", help="已证明的也逐项列出")
    parser.add_argument(
        "--method",
        metavar="方法",
        choices=[one.value for one in Method],
        default=Method.AUTOMATIC.value,
        help="自动（默认：逐段分析，不能判定的再用求解器）、逐段、求解器、两者（都用并互相核对）",
    )
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--equivalent", metavar="另一规则文件", help="证明两份规则对任何数据得分都相同")
    other.add_argument("--never-better", metavar="另一规则文件", help="证明另一规则的得分从不高于本规则")
    add_year(parser)
    parser.add_argument("--format", metavar="格式", choices=("text", "json"), default="text", help="text（默认）或json")


def run(args: Namespace) -> int:
    """Verifies one rubric."""
    method = Method(args.method)
    if method in (Method.SOLVER, Method.BOTH) and not solver.is_installed():
        raise Unusable(f"没有安装求解器z3，用 --method 逐段，或者{install('proof')}")
    given = loaded_rules(args.rubric, evaluated_year(args.year, None, args.rubric))
    args.indicator = _named(args.indicator, given)
    other = args.equivalent or args.never_better
    if other is None:
        return _shown(list(verify(given.loaded, method, args.indicator)), given, args, compared=_compared(given, args))
    against = loaded_rules(other, args.year)
    promise = EQUIVALENT if args.equivalent else NEVER_BETTER
    found = compare(given.rubric, against.rubric, promise, method)
    return _shown([one for one in found if not args.indicator or one.subject in args.indicator], given, args, against)


def _compared(given: LoadedRules, args: Namespace) -> "list[Against] | None":
    """An overlay against its base; None for a file that lies over none."""
    below = given.overlaid.base if given.overlaid is not None else None
    if below is None or below.loaded is None or below.loaded.rubric is None:
        return None
    from evaldsl.differences.against_base import against_base

    found = against_base(below.loaded.rubric, given.rubric, Method(args.method))
    return [one for one in found if not args.indicator or one.indicator in args.indicator]


def _named(wanted: Sequence[str], given: LoadedRules) -> list[str]:
    names = [indicator.name for indicator in given.rubric.indicators]
    return [names[find_indicator(names, one)] for one in wanted]


def _shown(
    proofs: list[Proof],
    given: LoadedRules,
    args: Namespace,
    against: LoadedRules | None = None,
    compared: "list[Against] | None" = None,
) -> int:
    from evaldsl.differences.causes import Causes
    from evaldsl.interpreter.rubric_to_scores import scorer
    from evaldsl.render.against_base import against_objects, against_text, grades_objects, other_grades
    from evaldsl.render.proofs import Certificate, as_object, status, text

    both = (given, *([against] if against else []))
    rubrics = [one.rubric for one in both]
    below = given.overlaid.base if compared is not None and given.overlaid is not None else None
    if below is not None and below.loaded is not None and below.loaded.rubric is not None:
        rubrics.append(below.loaded.rubric)
    certificate = Certificate(
        tuple((one.located.name, sha256(one.text.encode() if one.overlaid else one.data).hexdigest()) for one in both),
        __version__,
        {key: fact for rubric in reversed(rubrics) for key, fact in scorer(rubric).facts.items()},
    )
    where = source(given.located.name, given.text, given.layer)
    causes = Causes(given.layer, below.layer) if given.layer and below is not None and below.layer else None
    grades = other_grades(rubrics[-1], given.rubric, given.loaded.places.get("等级", (0, 0)))
    if args.format == "json":
        extra: dict[str, object] = {}
        if causes is not None:
            objects = against_objects(compared or [], certificate, causes)
            extra = {"against_base": objects, "grades": grades_objects(grades)}
        out(as_json(as_object(proofs, certificate, where) | extra) + "\n")
    else:
        out(text(proofs, certificate, where, width(), every=args.all))
        if causes is not None:
            base = causes.base.file.name
            out(against_text(compared or [], base, certificate, where, causes, width(), grades))
    return status(proofs)
