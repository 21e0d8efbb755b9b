"""检查规则文件，说明每一处毛病在哪里、怎么改。

文件可以写路径、文件夹（连同下面各层文件夹里的规则文件）、随程序提供的规则集的名称，或者 -（标准输入）；可以写几个。
调整文件（写有“沿用”的）连同它沿用的规则一起检查，每处发现指的是原文所在的文件。
没有发现或者只有说明时退出状态为0，有警告为1，有错误、文件读不了或用法不对为2；
--diff 没有要改写的为0，有为1。
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from evaldsl.command_line.arguments import joined, slugs
from evaldsl.command_line.files import (
    Located,
    Unusable,
    decoded,
    exists,
    locate_all,
    read_bytes,
    refuse_data,
    rewrite,
    say_written,
    write_atomically,
    write_result,
)
from evaldsl.command_line.output_forms import output_form
from evaldsl.command_line.rubric_cache import cached_check, cached_examined
from evaldsl.console import as_json, colours, out, say, width
from evaldsl.render.diagnostics import WORDS, Report, as_object, concise, exit_status, report_text, source
from evaldsl.rubric_files.overlay_lines import is_overlay
from evaldsl.text.diagnostics import Severity

if TYPE_CHECKING:
    from collections import Counter

    from evaldsl.overlays.layers import Examined
    from evaldsl.rubric_files.baseline import Known
    from evaldsl.rubric_files.suppressions import Checked

_FORMATS = ("text", "concise", "json", "sarif", "junit", "github")
_ENDINGS = {".txt": "text", ".json": "json", ".sarif": "sarif", ".xml": "junit"}
_ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)
_SEVERITIES = {WORDS[one]: one for one in _ORDER} | {one.value: one for one in _ORDER}


def arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("files", metavar="文件", nargs="*", help="规则文件或文件夹")
    parser.add_argument(
        "--explain",
        metavar="名称",
        nargs="?",
        const="",
        help="说明一种发现：查什么、为什么、怎么改，如 --explain bands-gap；不写名称同 --list",
    )
    parser.add_argument("--list", action="store_true", help="列出全部发现的名称")
    parser.add_argument("--select", metavar="名称", type=slugs, action="append", help="只报这几种，名称之间用逗号隔开")
    parser.add_argument("--ignore", metavar="名称", type=slugs, action="append", help="不报这几种；错误总是要报")
    parser.add_argument(
        "--severity",
        metavar="等次",
        choices=_SEVERITIES,
        default=WORDS[Severity.INFO],
        help="只报这一等和更重的：错误、警告、说明（默认，全部）",
    )
    parser.add_argument("--baseline", metavar="文件", help="基线文件：里面已有的发现不再报")
    parser.add_argument("--write-baseline", metavar="文件", help="把现有的发现写成基线文件（.json）")
    parser.add_argument("--fix", action="store_true", help="改写用字和标点；数字、意思、发现有一样会变的地方不改")
    parser.add_argument("--diff", action="store_true", help="只显示 --fix 要改写的地方，不改文件")
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        metavar="格式",
        help="text 带原文（默认），concise 一条一行，json、sarif、junit、github 供程序读；也可以由 -o 的后缀决定",
    )
    parser.add_argument(
        "-o", "--output", metavar="文件", help="写入文件（.txt、.json、.sarif、.xml），不在屏幕上显示；- 是标准输出"
    )
    parser.add_argument("--stdin-filename", metavar="名称", help="标准输入的内容在报告里叫什么")


def run(args: Namespace) -> int:
    """A page of the catalogue, or the check of every file; one that cannot be read does not stop the others."""
    if args.list or args.explain is not None:
        return _page(args.explain or "")
    if not args.files:
        raise Unusable("没有写规则文件；用法：evaldsl check 规则.rubric，或 evaldsl check --explain 名称")
    _compatible(args)
    form = output_form(args.output, args.format, _ENDINGS, "text")
    given, complete = _read(args.files, args.stdin_filename)
    if args.diff:
        return max([0 if complete else 2, *(_show_difference(one) for one in given)])
    if args.fix:
        _may_be_written(given)
    reports = [report for one in given for report in _reports(_fixed(one) if args.fix else one)]
    if args.baseline:
        reports = _without_known(reports, args.baseline)
    reports = [_chosen(one, args) for one in reports]
    if args.write_baseline:
        reports = _keep_as_known(reports, args.write_baseline)
    coloured = args.output is None and colours(sys.stdout)
    write_result(args.output, _rendered(reports, form, complete, coloured))
    return max([0 if complete else 2, *(exit_status(one.findings) for one in reports)])


def _compatible(args: Namespace) -> None:
    """Refuses options that contradict each other, and names of findings that there are not."""
    if args.baseline and args.write_baseline:
        raise Unusable("--baseline 与 --write-baseline 不能一起用")
    if args.diff and (args.fix or args.baseline or args.write_baseline):
        raise Unusable("--diff 只显示 --fix 要改写的地方，不能与 --fix、--baseline、--write-baseline 一起用")
    if args.write_baseline and not args.write_baseline.endswith(".json"):
        raise Unusable(f"基线文件的后缀应是.json，不是“{args.write_baseline}”")  # lest a rule file be overwritten
    names = joined(args.select) | joined(args.ignore)
    if names:
        from evaldsl.rubric_files.finding_pages import slugs as known
        from evaldsl.rubric_files.finding_pages import unknown

        for name in sorted(names - known()):
            raise Unusable(unknown(name))


def _page(name: str) -> int:
    """Shows the page of a finding, the list of all without a name."""
    from evaldsl.render.page import page
    from evaldsl.rubric_files import finding_pages

    if name and name not in finding_pages.slugs():
        raise Unusable(finding_pages.unknown(name))
    out(page(finding_pages.page(name or finding_pages.INDEX), width(), colours(sys.stdout)))
    return 0


# ---- files


@frozen
class Given:
    """A rule file as it was read. *path* is where it may be written, None for stdin and for what comes with the program."""

    name: str
    data: bytes
    text: str
    path: str | None
    located: Located


def _read(arguments: Iterable[str], stdin_name: str | None) -> tuple[list[Given], bool]:
    """Every file that is meant, and whether all of them could be read; what could not is told."""
    read: list[Given] = []
    complete = True
    for argument in arguments:
        try:
            for located in locate_all(argument):
                name = stdin_name or located.name if located.rubric is None else located.name
                data = read_bytes(located.rubric, name)
                path = str(located.rubric) if isinstance(located.rubric, Path) and exists(Path(argument)) else None
                content = decoded(data, name)
                refuse_data(content, name)
                read.append(Given(name, data, content, path, evolve(located, name=name)))
        except Unusable as trouble:
            say(f"错误：{trouble}")
            complete = False
    return read, complete


def _reworded(given: Given) -> str:
    from evaldsl import pipeline

    return pipeline.reword(pipeline.load(given.text, given.name))


def _show_difference(given: Given) -> int:
    if is_overlay(given.text):
        return _left_alone(given)
    from evaldsl.render.difference import difference

    changed = _reworded(given)
    out(difference(given.text, changed, given.name, "改写以后"))
    return 0 if changed == given.text else 1


def _may_be_written(given: Iterable[Given]) -> None:
    """Refuses before anything is written."""
    for one in given:
        if one.path is None and not is_overlay(one.text):
            raise Unusable(f"“{one.name}”不能改写；先存成自己的文件，或者用 --diff 看要改写的地方")


def _left_alone(given: Given) -> int:
    """An overlay quotes the words of its base; they stay as they are."""
    say(f"“{given.name}”是调整文件，照原样不改写")
    return 0


def _fixed(given: Given) -> Given:
    """The file rewritten, where there is anything to rewrite."""
    if is_overlay(given.text):
        _left_alone(given)
        return given
    assert given.path is not None
    changed = _reworded(given)
    if changed != given.text:
        rewrite(given.path, given.data, changed)
        say(f"已改写：{given.name}")
    return evolve(given, text=changed)


# ---- findings


def _reports(given: Given) -> list[Report]:
    """What is found in a file; in an overlay also what is found in its base, each in its own file."""
    if not is_overlay(given.text):
        return [_report(given)]
    from evaldsl.command_line.rules_and_facts import chain_texts, overlay
    from evaldsl.render.diagnostics import reports_of

    def examined() -> "Examined":
        from evaldsl.overlays.checking import examine

        return examine(overlay(given.located, given.text))

    found = cached_examined(chain_texts(given.located, given.text), examined)
    return reports_of(given.name, given.text, found)


def _report(given: Given) -> Report:
    checked = cached_check(given.text, given.name, lambda: _examined(given))
    return Report(source(given.name, given.text), checked.findings, checked.suppressed)


def _examined(given: Given) -> "Checked":
    from evaldsl import pipeline

    return pipeline.examine(pipeline.load(given.text, given.name))


def _chosen(report: Report, args: Namespace) -> Report:
    """What --select, --ignore and --severity leave; errors always stay."""
    chosen, ignored, least = joined(args.select), joined(args.ignore), _ORDER.index(_SEVERITIES[args.severity])
    left = tuple(
        one
        for one in report.findings
        if one.is_error
        or (_ORDER.index(one.severity) >= least and one.slug not in ignored and (not chosen or one.slug in chosen))
    )
    return evolve(report, findings=left, unchosen=len(report.findings) - len(left))


def _file_name(report: Report) -> str:
    """The name by which a baseline knows a rule file: without its folder."""
    return report.where.name.replace("\\", "/").rpartition("/")[2]


def _keep_as_known(reports: list[Report], path: str) -> list[Report]:
    """Writes the baseline; errors remain to be reported."""
    from evaldsl.rubric_files.baseline import as_object, entries

    known = [entry for one in reports for entry in entries(one.findings, one.where.text, _file_name(one)) if entry]
    write_atomically(path, (as_json(as_object(known)) + "\n").encode("utf-8"))
    say_written(path, f"：{len(known)}条")
    errors = [tuple(found for found in one.findings if found.is_error) for one in reports]
    return [
        evolve(one, findings=left, known=len(one.findings) - len(left))
        for one, left in zip(reports, errors, strict=True)
    ]


def _without_known(reports: list[Report], path: str) -> list[Report]:
    """What is not in the baseline; entries that the rules no longer give are told."""
    from evaldsl.rubric_files.baseline import unknown

    known = _baseline(path)
    left = [tuple(unknown(one.findings, one.where.text, _file_name(one), known)) for one in reports]
    files = {_file_name(one) for one in reports}
    gone = sum(count for entry, count in known.items() if entry.file in files)
    if gone:
        say(f"基线“{path}”里有{gone}条现在已经没有了，可以用 --write-baseline 重新写一份")
    return [
        evolve(one, findings=kept, known=len(one.findings) - len(kept)) for one, kept in zip(reports, left, strict=True)
    ]


def _baseline(path: str) -> "Counter[Known]":
    import json

    from evaldsl.rubric_files.baseline import from_object

    content = decoded(read_bytes(Path(path), path), path)
    try:
        known = from_object(json.loads(content))
    except (ValueError, RecursionError):
        known = None
    if known is None:
        raise Unusable(f"“{path}”不是 --write-baseline 写出的基线文件")
    return known


# ---- output


def _rendered(reports: list[Report], form: str, complete: bool, colour: bool) -> str:
    if form == "json":
        return as_json(as_object(reports)) + "\n"
    if form == "sarif":
        from evaldsl.render.sarif import sarif

        return as_json(sarif(reports, complete)) + "\n"
    if form == "junit":
        from evaldsl.render.junit import junit

        return junit(reports)
    if form == "github":
        from evaldsl.render.annotations import annotations

        return annotations(reports)
    if form == "concise":
        return "".join(concise(one.findings, one.where) for one in reports)
    return "".join(report_text(one, colour, width()) for one in reports)
