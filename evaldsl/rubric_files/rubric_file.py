"""A rule file to a rubric: the head, the facts, the definitions, the indicators with their cells, the examples."""

from fractions import Fraction

from attrs import define, evolve, field, frozen

from evaldsl.clauses.measure_names import Choices
from evaldsl.elaboration.cell_to_indicator import Reading, Setting, read_cell
from evaldsl.interpreter.rubric import (
    Conventions,
    Decision,
    Definition,
    Example,
    Fact,
    GradeBand,
    GradeRule,
    Indicator,
    Item,
    Kind,
    Rubric,
    Span,
)
from evaldsl.interpreter.values import NOTHING
from evaldsl.rubric_files.conventions import conventions_with
from evaldsl.rubric_files.declarations import (
    below,
    declared_fact,
    full_points,
    in_order,
    name_and_points,
    points_hint,
    read_definition,
    read_example,
)
from evaldsl.rubric_files.default_rules import (
    Defaults,
    default_reading,
    default_troubles,
    lacking_default,
    target_limit,
    unused_target,
)
from evaldsl.rubric_files.definition_sizes import Size, oversized, too_large
from evaldsl.rubric_files.grade_lines import grade_bands, on_scale, veto_troubles
from evaldsl.rubric_files.pasted_table import no_indicators
from evaldsl.rubric_files.rubric_lines import INSIDE, Block
from evaldsl.rubric_files.scoring_text import POINTS_TO_SEE, explanation, says_points, scoring_text
from evaldsl.rubric_files.sections import Section, read_section
from evaldsl.rubric_files.swallowed_headings import idle_lines, known_blocks
from evaldsl.text.diagnostics import Diagnostic, Place, error, warning
from evaldsl.text.typography import same_name, without_line_ends

_TWICE = "合成一处，可以接着写几行；“评分标准”“评分说明”也就是“评分”"
_ABOVE = "指标下面直接写的就是评分；是解释的，行首写“解释”，是评价要点的，行首写“评价要点”，否则合成一处"
_ONCE = ("解释", POINTS_TO_SEE, "评分", "来源", "指标值")


@frozen
class Loaded:
    """A rule file read: *rubric* is None when it has errors; *apart_from_examples* is None when the rules have.

    *readings* are its scoring cells, in order; *members* says for each indicator in which of the *sections* it stands;
    *places* are the headings of the head.
    """

    name: str
    text: str
    rubric: Rubric | None
    readings: tuple[Reading, ...]
    sections: tuple[Section, ...]
    members: tuple[int | None, ...]
    places: dict[str, Span]
    diagnostics: tuple[Diagnostic, ...]
    apart_from_examples: Rubric | None = None

    def place(self, *keywords: str) -> Span:
        """The first of these lines of the head that is written, else the first indicator."""
        found = [self.places[keyword] for keyword in keywords if keyword in self.places]
        first = self.rubric.indicators[0].span if self.rubric is not None and self.rubric.indicators else (0, 0)
        return found[0] if found else first


@define
class RubricReader:
    """What has been read so far. *sections* are in order; *members* says which section an indicator stands in."""

    text: str
    name: str = ""
    head: list[tuple[str, str]] = field(factory=list)
    full: Fraction | None = None
    grades: tuple[GradeBand, ...] = ()
    places: dict[str, Span] = field(factory=dict)
    conventions: Conventions = field(factory=Conventions)
    declared: dict[str, Fact] = field(factory=dict)
    choices: Choices = field(factory=dict)
    rates: dict[str, Definition] = field(factory=dict)
    sizes: dict[str, Size] = field(factory=dict)
    defaults: Defaults = field(factory=Defaults)
    sections: list[Section] = field(factory=list)
    members: list[int | None] = field(factory=list)
    indicators: list[Indicator] = field(factory=list)
    readings: list[Reading] = field(factory=list)
    grade_rules: list[GradeRule] = field(factory=list)
    examples: list[Example] = field(factory=list)
    facts: dict[str, Fact] = field(factory=dict)
    names: dict[str, Span] = field(factory=dict)
    found: list[Diagnostic] = field(factory=list)

    def read(self) -> None:
        """Reads the whole file: declarations first, for a sentence may speak of a rate defined below."""
        every = known_blocks(self.text, self.found)
        for block in every:
            if block.keyword in ("约定", "数据"):
                self._declaration(block)
        for block in every:
            if block.keyword == "计算":
                self._definition(block)
        place = 0
        while place < len(every):
            block = every[place]
            place += 1
            if block.keyword == "指标":
                inside = []
                while place < len(every) and every[place].keyword in (*INSIDE, "数据", "计算", "约定"):
                    inside.append(every[place])
                    place += 1
                self._indicator(block, inside)
            elif block.keyword not in ("约定", "数据", "计算"):
                self._top(block)

    # ---- head and declarations

    def _top(self, block: Block) -> None:
        keyword, text = block.keyword, without_line_ends(block.text.strip())
        if keyword == "例":
            self._grade_example(block)
        elif keyword in ("", *INSIDE):
            what = f"“{keyword}”要写在“指标”之下" if keyword else f"“{text[:20]}”不在任何标题之下"
            self._error(
                "stray-text", what, block, "每行以标题开头，如数据、计算、一级、二级、指标；评分文字写在“指标”之下"
            )
        elif keyword == "规则集":
            self.name = text
        elif keyword == "总分":
            self.full = full_points(block, self.found)
        elif keyword == "等级":
            self.grades = grade_bands(block, self.found)
        elif keyword in ("一级", "二级"):
            self.sections.append(read_section(block, self.sections, self.found))
        elif keyword == "默认":
            self.defaults = self.defaults.plus(block, self.found)
        elif keyword == "否决":
            self._veto(block)
        elif keyword == "语法" and text not in ("1", ""):
            self._error("unknown-version", f"不认识语法{text}，本程序读语法1", block, "写作“语法 1”，或升级程序")
        if keyword in ("语法", "规则集", "地区", "年度", "依据", "总分", "等级", "施行"):
            self.found += below(block) if keyword not in ("依据", "等级") else []
            if keyword != "依据" and any(word == keyword for word, _ in self.head):
                self._error("repeated-heading", f"“{keyword}”写了两次", block, "删去其中一行")
            self.head.append((keyword, text))
            self.places[keyword] = (block.start, block.end)

    def _declaration(self, block: Block) -> None:
        if block.keyword == "约定":
            self.conventions = conventions_with(self.conventions, block, self.found)
            return
        fact = declared_fact(block, self.found)
        if fact is None:
            return
        before = self.declared.get(fact.key)
        if before is not None:
            message = f"数据“{fact.name}”已经声明过"
            self.found.append(
                error(
                    "declared-twice", message, block.start, block.end, "删去其中一行", (Place(*before.span, "前一次"),)
                )
            )
            return
        self.declared[fact.key] = fact
        if fact.kind is Kind.CHOICE:
            self.choices.setdefault(len(fact.key), {})[fact.key] = fact

    def _definition(self, block: Block) -> None:
        definition = read_definition(block, self.conventions, self.rates, self.declared, self.found)
        if definition is None:
            return
        rate, facts = definition
        if rate.name in self.rates or rate.name in self.declared:
            self._error("declared-twice", f"“{rate.name}”已经定义过", block, "删去其中一行")
            return
        large = too_large(rate, self.sizes)
        self.found += large
        if not large:
            self.rates[rate.name] = rate
        for fact in facts:
            self.facts.setdefault(fact.key, fact)

    def _path(self, name: str) -> tuple[str, ...]:
        path = [name]
        if self.sections:
            last = self.sections[-1]
            path.insert(0, last.name)
            if last.parent is not None:
                path.insert(0, self.sections[last.parent].name)
        return tuple(path)

    def _veto(self, block: Block) -> None:
        reading = read_cell(block.text, self._setting("否决", ("否决",), NOTHING, block), block.start)
        rules = reading.indicator.grade_rules if reading.indicator else ()
        if not rules:
            self.found += veto_troubles(block, reading.found, self.grades)
            return
        self.found += reading.found
        self.grade_rules += rules
        for fact in reading.indicator.facts if reading.indicator else ():
            self.facts.setdefault(fact.key, fact)

    def _grade_example(self, block: Block) -> None:
        """An example that stands outside the indicators is one of a veto that fixes the grade."""
        example = read_example(block, "否决", self.found)
        if example is not None and example.expected is not None:
            self._error("unread-example", "不在指标之下的例只能写等级", block, "写作“例 发生重大事故＝是 → 等级差”")
        elif example is not None:
            self.examples.append(example)

    # ---- indicators

    def _setting(
        self, name: str, path: tuple[str, ...], points: Fraction | None, block: Block, inside: list[Block] | None = None
    ) -> Setting:
        texts = {b.keyword: b.text for b in inside or ()}
        return Setting(
            name, path, points, self.conventions, self.rates, self.declared,
            explanation(inside or ()), texts.get("来源", ""), (block.start, block.end), choices=self.choices,
        )  # fmt: skip

    def _indicator(self, block: Block, inside: list[Block]) -> None:
        head, _, rest = block.text.partition("\n")
        heading = evolve(block, text=head.rstrip(), end=block.start + len(head.rstrip()))
        name, points = name_and_points(heading, self.found)
        key = same_name(name)
        if key in self.names:
            message = f"指标“{name}”写了两次"
            self.found.append(
                error("repeated-indicator", message, heading.start, heading.end, "改名使其唯一，如“名称/一”",
                      (Place(*self.names[key], "前一次"),))
            )  # fmt: skip
            return
        self.names[key] = (heading.start, heading.end)
        if points is None:
            self._error("missing-points", f"指标“{name}”没有写分值", heading, points_hint(name, rest))
            return
        start = block.start + len(block.text) - len(rest.lstrip())
        self._told_once(name, evolve(block, text=rest, start=start) if rest.strip() else None, inside)
        setting = self._setting(name, self._path(name), points, heading, inside)
        cell_text, cell_start = scoring_text(self.text, block, rest, inside)
        target = next((b for b in inside if b.keyword == "指标值"), None)
        if cell_text.strip():
            self._scored(cell_text, cell_start, setting, heading, target)
        elif target is not None:
            self._targeted(target, setting)
        else:
            self._ruleless(setting)
        self._examples(name, inside)

    def _told_once(self, name: str, under: Block | None, inside: list[Block]) -> None:
        """What an indicator says once: of two 评分, one of them right *under* the heading, one would not be scored."""
        met = {"评分": under} if under is not None else {}
        for block in inside:
            before = met.get(block.keyword) if block.keyword in _ONCE else None
            if before is not None:
                direct = before is under
                hint = (
                    "删去其中一行"
                    if block.keyword != "评分"
                    else _ABOVE
                    if direct and not says_points(before.text)
                    else _TWICE
                )
                message = f"指标“{name}”里“{block.keyword}”写了两次"
                others = (Place(before.start, before.end, "指标下面直接写的，也是评分" if direct else "前一次"),)
                self.found.append(
                    error("repeated-heading", message, block.start, max(block.end, block.start), hint, others)
                )
            met[block.keyword] = block

    def _scored(self, text: str, start: int, setting: Setting, heading: Block, target: Block | None) -> None:
        limit = None if target is None else target_limit(target.text)
        reading = read_cell(text, evolve(setting, target=limit), start)
        if reading.indicator is not None:
            self.found += idle_lines(text, start, (fact.name for fact in reading.indicator.facts))
        if target is not None and limit is not None:
            told = unused_target(target, limit, reading.cell, setting.name)
            self.found += [told] if told is not None else []
        self._take(reading, setting, heading)

    def _take(self, reading: Reading, setting: Setting, heading: Block) -> None:
        self.found += reading.found
        if reading.indicator is None:
            if not any(d.is_error for d in reading.found):
                self._error("unread-sentence", f"指标“{setting.name}”的评分文字里没有得分或扣分的写法", heading,
                            "常见写法：“…，得2分”“每发现一处扣0.5分”“得分=完成率×分值”")  # fmt: skip
            return
        self._keep(reading.indicator)
        self.readings.append(reading)
        for name, rate in reading.rates.items():
            self.rates.setdefault(name, rate)

    def _keep(self, indicator: Indicator) -> None:
        self.indicators.append(indicator)
        self.members.append(len(self.sections) - 1 if self.sections else None)
        for fact in indicator.facts:
            self.facts.setdefault(fact.key, fact)

    def _targeted(self, target: Block, setting: Setting) -> None:
        limit, sentence, at = self.defaults.of(target, setting.weight)
        if sentence is None:
            self.found.append(lacking_default(limit, setting.name, target))
            return
        reading = default_reading(sentence, limit, target, setting)
        told = default_troubles(reading, self.defaults, at, limit, target, setting.name)
        known = {(one.slug, one.start) for one in self.found}
        self.found += [one for one in told if (one.slug, one.start) not in known]  # once for all targets
        if not any(one.is_error for one in told):
            scored = reading.indicator and evolve(reading.indicator, default=at)
            self._take(evolve(reading, indicator=scored), setting, target)

    def _ruleless(self, setting: Setting) -> None:
        """No rule is published: the evaluator decides the points, from 0 to full marks."""
        assert setting.weight is not None
        address = f"{setting.name}.①.评定得分"
        fact = Fact(
            same_name(address), "评定得分", Kind.DISCRETION, "分", address, low=NOTHING, high=setting.weight,
            span=setting.span,
        )  # fmt: skip
        words = "没有计分规则，由评价人评定"
        decision = Decision(fact.key, False, words, setting.span)
        item = Item("①", setting.weight, (decision,), NOTHING, NOTHING, words, setting.span)
        self._keep(
            Indicator(setting.name, setting.path, setting.weight, (item,), (), (), (fact,), setting.explanation,
                      setting.source, setting.span)
        )  # fmt: skip
        message = f"指标“{setting.name}”没有计分规则，只能由评价人在0至分值之间评定"
        self.found.append(warning("missing-rule", message, *setting.span, hint="在“评分”下补上计分规则"))

    def _examples(self, name: str, inside: list[Block]) -> None:
        for block in inside:
            if block.keyword == "例":
                example = read_example(block, name, self.found)
                if example is not None:
                    self.examples.append(example)

    # ---- the whole

    def loaded(self, name: str) -> Loaded:
        """Everything that was read, the findings in the order of the text."""
        rubric = self.rubric(name)
        found = tuple(sorted(self.found, key=lambda d: d.start))
        return Loaded(
            name, self.text, None if any(d.is_error for d in found) else rubric, tuple(self.readings),
            tuple(self.sections), tuple(self.members), self.places, found, rubric,
        )  # fmt: skip

    def rubric(self, file_name: str) -> Rubric | None:
        """The rubric, None when there are errors but in examples."""
        if not self.indicators and not any(d.is_error for d in self.found):
            self.found.append(no_indicators(self.text))
        self.found += oversized(self.rates)
        self.grade_rules = [on_scale(rule, self.grades, self.found) for rule in self.grade_rules]
        for place, one in enumerate(self.indicators):
            if one.grade_rules:
                rules = tuple(on_scale(rule, self.grades, self.found) for rule in one.grade_rules)
                self.indicators[place] = evolve(one, grade_rules=rules)
        if any(d.is_error and d.slug != "unread-example" for d in self.found):
            return None
        total = sum((indicator.full for indicator in self.indicators), NOTHING)
        for key in self.facts.keys() & self.rates.keys() - self.declared.keys():  # defined after it was read
            del self.facts[key]
            self.indicators = [evolve(i, facts=tuple(f for f in i.facts if f.key != key)) for i in self.indicators]
        return Rubric(
            self.name or file_name,
            self.full if self.full is not None else total,
            tuple(self.indicators),
            self.grades,
            tuple(self.grade_rules),
            tuple({**self.facts, **self.declared, **self.facts}.values()),
            in_order(self.rates),
            tuple(self.examples),
            self.conventions,
            tuple(self.head),
        )

    def _error(self, slug: str, message: str, block: Block, hint: str) -> None:
        self.found.append(error(slug, message, block.start, max(block.end, block.start), hint))
