"""One class an engine: what it says when a table or formulas are loaded, and when they are run.

Each gets its strictest setting. ``load`` gives what the engine itself complains of; ``run`` raises, or gives None when
no points come out, or several values when several rows fit: what somebody who watches the results would notice.
"""

import json
import math
import re
from collections.abc import Callable
from importlib.metadata import version
from numbers import Number
from typing import Any, ClassVar

from benchmarks.peers.questions import Model, Row, Table, Value


class Engine:
    """An engine that takes tables, formulas or both; *note* says how it was set."""

    package: ClassVar[str]
    note: ClassVar[str]
    takes: ClassVar[tuple[type, ...]] = (Table, Model)

    def load(self, asked: Table | Model) -> None:
        """Raises what the engine reports."""
        raise NotImplementedError

    def run(self, asked: Table | Model, value: Any) -> Any:
        """The points."""
        raise NotImplementedError

    @classmethod
    def version(cls) -> str:
        """The package with its version."""
        return f"{cls.package} {version(cls.package)}"


def number(value: float) -> str:
    """A number without a needless .0."""
    return f"{value:g}"


def pointed(text: str) -> str:
    """*text* with a point in every whole number, for engines that compare like with like."""
    return re.sub(r"(?<![\w.])\d+(?![\w.])", r"\g<0>.0", text)


# ---- zen-engine


class Zen(Engine):
    """A decision graph: a table node, or one expression node a formula, joined as they read one another."""

    package = "zen-engine"
    note = "`validate` 决策图、`validate_expression` 每一格；命中方式 first，应当只合一行的用 collect"

    def load(self, asked: Table | Model) -> None:
        import zen

        self.decision = zen.ZenEngine().create_decision(json.dumps(self._graph(asked)))
        texts = (
            [self._condition(row) for row in asked.rows] if isinstance(asked, Table) else [t for _, t in asked.formulas]
        )
        for text in texts:
            trouble = zen.validate_expression(text) if text else None
            if trouble is not None:
                raise ValueError(trouble)
        self.decision.validate()

    def run(self, asked: Table | Model, value: Any) -> Any:
        found = self.decision.evaluate({"x": value} if isinstance(asked, Table) else value)["result"]
        if isinstance(asked, Table) and not asked.first:
            return [one["points"] for one in found]
        return found.get("points")

    def _graph(self, asked: Table | Model) -> dict:
        place = {"position": {"x": 0, "y": 0}}
        nodes: list[dict] = [{"id": "in", "type": "inputNode", "name": "in", **place}]
        edges: list[tuple[str, str]] = []
        if isinstance(asked, Table):
            rules = [{"_id": str(i), "x": self._cell(row), "p": number(row.points)} for i, row in enumerate(asked.rows)]
            content = {
                "hitPolicy": "first" if asked.first else "collect",
                "inputs": [{"id": "x", "name": "x", "field": "x"}],
                "outputs": [{"id": "p", "name": "points", "field": "points"}],
                "rules": rules,
            }
            nodes.append({"id": "table", "type": "decisionTableNode", "name": "table", "content": content, **place})
            edges += [("in", "table"), ("table", "out")]
        else:
            ids = [f"{name}-{i}" for i, (name, _) in enumerate(asked.formulas)]
            for own, (name, text) in zip(ids, asked.formulas, strict=True):
                content = {"expressions": [{"id": own, "key": name, "value": text}], "passThrough": True}
                nodes.append({"id": own, "type": "expressionNode", "name": own, "content": content, **place})
                edges.append(("in", own))
                edges += [
                    (other, own)
                    for other, (read, _) in zip(ids, asked.formulas, strict=True)
                    if read in re.findall(r"\w+", text)
                ]
            edges.append((ids[-1], "out"))
        nodes.append({"id": "out", "type": "outputNode", "name": "out", **place})
        joined = [{"id": f"e{i}", "type": "edge", "sourceId": a, "targetId": b} for i, (a, b) in enumerate(edges)]
        return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": joined}

    @staticmethod
    def _cell(row: Row) -> str:
        if row.test == "-":
            return ""
        text = row.test.removeprefix("= ")
        return text if row.bounds() or text[0] in "<>0" else f'"{text}"'

    def _condition(self, row: Row) -> str:
        cell = self._cell(row)
        return f"x in {cell}" if row.bounds() else f"x {cell}" if cell[:1] in ("<", ">") else f"x == {cell or 'x'}"


# ---- pyDMNrules


class PyDMNrules(Engine):
    """A workbook: glossary, decisions, one sheet a table; a formula is a table of one row."""

    package = "pyDMNrules"
    note = "`use` 载入工作簿并报告错误；应当只合一行的用 C（它的 U 取第一行，不核对），按次序的用 F"

    def load(self, asked: Table | Model) -> None:
        import pyDMNrules

        self.rules = pyDMNrules.DMN()
        status = self.rules.use(self._book(asked))
        if "errors" in status:
            raise ValueError(status["errors"])

    def run(self, asked: Table | Model, value: Any) -> Any:
        status, found = self.rules.decide({"x": value} if isinstance(asked, Table) else value)
        if status.get("errors"):
            raise ValueError(status["errors"])
        last = found[-1] if isinstance(found, list) else found
        return last["Result"]["points"]

    def _book(self, asked: Table | Model) -> Any:
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        if isinstance(asked, Table):
            names = ["x", "points"]
            cells = [(self._cell(row), row.points) for row in asked.rows]
            tables = [("T0", "F" if asked.first else "C", "x", "points", cells)]
        else:
            names = [*asked.inputs, *(name for name, _ in asked.formulas)]
            tables = [
                (f"T{i}", "U", asked.inputs[0], name, [("-", text)]) for i, (name, text) in enumerate(asked.formulas)
            ]
        glossary = [[name, f"C{i}", name] for i, name in enumerate(names)]
        self._sheet(book, "Glossary", [["Glossary"], ["Variable", "Business Concept", "Attribute"], *glossary])
        decisions = [[f"d{table[0]}", table[0]] for table in tables]
        self._sheet(book, "Decision", [["Decision"], ["Decisions", "Execute Decision Tables"], *decisions])
        for title, policy, read, gives, cells in tables:
            rows = [[str(i + 1), test, points] for i, (test, points) in enumerate(cells)]
            self._sheet(book, title, [[title], [policy, read, gives], *rows], doubled=2)
        return book

    @staticmethod
    def _cell(row: Row) -> str:
        return row.test if row.test == "-" or row.bounds() or row.test[0] in "<>=" else f'"{row.test}"'

    @staticmethod
    def _sheet(book: Any, title: str, rows: list[list], doubled: int = 0) -> None:
        from openpyxl.styles import Border, Side

        thin, double = Side(style="thin"), Side(style="double")
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in sheet.iter_rows(min_row=2, max_col=len(rows[1])):
            for cell in cells:
                right = double if cell.column == doubled else thin
                bottom = double if doubled and cell.row == 2 else thin
                cell.border = Border(left=thin, top=thin, right=right, bottom=bottom)


# ---- SpiffWorkflow


class Spiff(Engine):
    """DMN XML with cells in Python, as its own engine reads them."""

    package = "SpiffWorkflow"
    note = "`DMNParser` 读DMN XML；应当只合一行的用 COLLECT（它的 UNIQUE 取第一行，不核对）"

    def load(self, asked: Table | Model) -> None:
        from lxml import etree
        from SpiffWorkflow.dmn.parser.DMNParser import DMNParser

        space = "https://www.omg.org/spec/DMN/20191111/MODEL/"
        self.tables = []
        for text in self._xml(asked, space):
            parser = DMNParser(None, etree.fromstring(text), {"dmn": space})
            parser.parse()
            self.tables.append(parser.decision.decisionTables[0])

    def run(self, asked: Table | Model, value: Any) -> Any:
        from types import SimpleNamespace

        from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
        from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine

        data = {"x": value} if isinstance(asked, Table) else dict(value)
        flow = SimpleNamespace(script_engine=PythonScriptEngine())
        for table in self.tables:
            data |= DMNEngine(table).result(SimpleNamespace(data=data, workflow=flow, task_spec=None))
        return data.get("points")

    def _xml(self, asked: Table | Model, space: str) -> list[str]:
        if isinstance(asked, Table):
            cells = [(self._cell(row), number(row.points)) for row in asked.rows]
            return [self._decision(space, "UNIQUE" if asked.first else "COLLECT", "x", "points", cells)]
        return [self._decision(space, "UNIQUE", asked.inputs[0], name, [("-", text)]) for name, text in asked.formulas]

    @staticmethod
    def _cell(row: Row) -> str:
        bounds = row.bounds()
        if bounds:
            low, first, second, high = bounds
            return f"{low} {first} ? {second} {high}"
        return row.test.replace("= 0", "== 0") if row.test[0] in "<>=-" else f'"{row.test}"'

    @staticmethod
    def _decision(space: str, policy: str, read: str, gives: str, cells: list[tuple[str, str]]) -> str:
        rules = "".join(
            f'<rule id="r{i}"><inputEntry id="i{i}"><text><![CDATA[{test}]]></text></inputEntry>'
            f'<outputEntry id="o{i}"><text><![CDATA[{points}]]></text></outputEntry></rule>'
            for i, (test, points) in enumerate(cells)
        )
        return (
            f'<definitions xmlns="{space}" id="d" name="d" namespace="d"><decision id="D" name="D">'
            f'<decisionTable id="T" hitPolicy="{policy}"><input id="in" label="{read}"><inputExpression id="e">'
            f'<text>{read}</text></inputExpression></input><output id="out" name="{gives}"/>{rules}'
            "</decisionTable></decision></definitions>"
        )


# ---- bkflow-dmn


class Bkflow(Engine):
    """One table in FEEL, numbers all with a point, as it compares like with like; a formula is a row that always fits."""

    package = "bkflow-dmn"
    note = "`strict_mode`；命中方式 Unique，按次序的用 First"

    def load(self, asked: Table | Model) -> None:
        from bkflow_dmn.data_model import SingleDecisionTable

        self.tables = [SingleDecisionTable(**one) for one in self._tables(asked)]

    def run(self, asked: Table | Model, value: Any) -> Any:
        data = {"x": value} if isinstance(asked, Table) else dict(value)
        for table in self.tables:
            found = table.decide(data, strict_mode=True)
            data |= found[0] if found else {}
        return data.get("points")

    def _tables(self, asked: Table | Model) -> list[dict]:
        if isinstance(asked, Table):
            rows = [[self._cell(row)] for row in asked.rows]
            points = [[number(row.points)] for row in asked.rows]
            return [self._one("First" if asked.first else "Unique", "x", rows, "points", points)]
        return [self._one("Unique", asked.inputs[0], [[""]], name, [[pointed(text)]]) for name, text in asked.formulas]

    @staticmethod
    def _one(policy: str, read: str, rows: list, gives: str, points: list) -> dict:
        return {
            "title": gives,
            "hit_policy": policy,
            "inputs": {"cols": [{"id": read}], "rows": rows},
            "outputs": {"cols": [{"id": gives}], "rows": points},
        }

    @staticmethod
    def _cell(row: Row) -> str:
        if row.test == "-":
            return ""
        text = pointed(row.test.removeprefix("= ").replace("..", " .. ")).replace(" .. ", "..")
        return text if text[0] in "<>[(0" else f'"{row.test}"'


# ---- expressions


class RuleEngine(Engine):
    """Expressions with typed names; a formula sees the inputs and the formulas before it."""

    package = "rule-engine"
    note = "`type_resolver` 给出每个名称的类型；公式按次序，后面的看得见前面的"
    takes = (Model,)

    def load(self, asked: Table | Model) -> None:
        import rule_engine

        assert isinstance(asked, Model)
        known = dict.fromkeys(asked.inputs, rule_engine.DataType.FLOAT)
        self.rules = []
        for name, text in asked.formulas:
            context = rule_engine.Context(type_resolver=rule_engine.type_resolver_from_dict(dict(known)))
            self.rules.append((name, rule_engine.Rule(text, context=context)))
            known[name] = rule_engine.DataType.FLOAT

    def run(self, _: Table | Model, value: Any) -> Any:
        data = dict(value)
        for name, rule in self.rules:
            data[name] = rule.evaluate(data)
        return data["points"]


class Cel(Engine):
    """The Common Expression Language with typed names; a formula sees the inputs and the formulas before it."""

    package = "cel-expr-python"
    note = "`compile` 核对每个名称的类型；公式按次序，后面的看得见前面的"
    takes = (Model,)

    def load(self, asked: Table | Model) -> None:
        from cel_expr_python import cel

        assert isinstance(asked, Model)
        known = dict.fromkeys(asked.inputs, cel.Type.DOUBLE)
        self.rules = []
        for name, text in asked.formulas:
            self.rules.append((name, cel.NewEnv(variables=dict(known)).compile(pointed(text))))
            known[name] = cel.Type.DOUBLE

    def run(self, _: Table | Model, value: Any) -> Any:
        data = dict(value)
        for name, rule in self.rules:
            data[name] = rule.eval(data=data).value()
        return data["points"]


# ---- OpenFisca


class OpenFisca(Engine):
    """A tax and benefit system: a variable an input, a variable with a Python formula a formula."""

    package = "OpenFisca-Core"
    note = "每项数据、每个公式一个 Variable；公式是Python函数"
    takes = (Model,)

    def load(self, asked: Table | Model) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import DateUnit
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        assert isinstance(asked, Model)
        unit = build_entity(key="unit", plural="units", label="unit", is_person=True)
        self.system = TaxBenefitSystem([unit])
        common = {"value_type": float, "entity": unit, "definition_period": DateUnit.YEAR, "label": ""}
        for name in asked.inputs:
            self.system.add_variable(type(name, (Variable,), dict(common)))
        for name, text in asked.formulas:
            self.system.add_variable(type(name, (Variable,), {**common, "formula": self._formula(text)}))

    def run(self, _: Table | Model, value: Any) -> Any:
        from openfisca_core.simulations import SimulationBuilder

        built = SimulationBuilder().build_default_simulation(self.system)
        for name, one in value.items():
            built.set_input(name, "2024", [one])
        return float(built.calculate("points", "2024")[0])

    @staticmethod
    def _formula(text: str) -> Callable[[Any, Any], Any]:
        code = compile(text, "formula", "eval")

        def formula(person: Any, period: Any) -> Any:
            return eval(code, {}, {name: person(name, period) for name in code.co_names})

        return formula


ENGINES: tuple[type[Engine], ...] = (Zen, PyDMNrules, Spiff, Bkflow, RuleEngine, Cel, OpenFisca)


def noticed(found: Any) -> bool:
    """Whether somebody who looks at the result sees that something is wrong: none, several, or no number."""
    if isinstance(found, list):
        return len(found) != 1
    return found is None or not isinstance(found, Number) or not math.isfinite(found)


def tried(asked: Table | Model) -> tuple[Value | dict, ...]:
    """The values to run *asked* at."""
    return asked.values if isinstance(asked, Table) else asked.units
