"""What the parts of a made-up rubric are drawn from: names, points, limits."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import TypeVar

from tests.described_rules import Fact, Measure, Rate

F = Fraction
T = TypeVar("T")
RATES = (
    "预算执行率", "任务办结率", "群众满意率", "政府采购规范率", "档案归集率", "宣传覆盖率", "设备完好率", "培训合格率",
    "诉求回复率", "经费结转率", "合同履约率", "绿化成活率", "用户知晓率", "项目开工率", "资产利用率", "垃圾清运率",
)  # fmt: skip
AMOUNTS = (
    ("植树面积", "平方米"), ("接待经费", "万元"), ("道路养护里程", "公里"), ("污水处理量", "吨"), ("日常考评得分", "分"),
    ("平均答复时长", "小时"), ("会务开支", "元"), ("补贴资金", "万元"),
    ("投诉密度", "次/百万人次"), ("火灾发生水平", "起/十万人"),
)  # fmt: skip
NUMBERS = (
    ("培训场次", "场"), ("走访户数", "户"), ("新建泵站数", "座"), ("出动车辆", "辆"), ("印发简报", "份"), ("巡查次数", "次"),
)  # fmt: skip
JUDGED = (
    "管理制度健全", "按时报送决算", "值班安排落实", "档案资料完整", "信息公开及时", "岗位职责明确", "台账登记清楚", "手续完备",
    "绩效目标合理", "会计核算准确", "内控流程清晰", "合同签订及时", "验收程序齐全", "人员配备到位", "责任分工明确", "审批流程齐全",
)  # fmt: skip
CONDUCT = {
    "按时报送决算", "值班安排落实", "信息公开及时", "台账登记清楚", "绩效目标合理", "会计核算准确", "合同签订及时", "人员配备到位",
}  # fmt: skip
"""Those that are no things which there are or are not."""
FAILED = (
    "弄虚作假", "发生重大事故", "存在挤占挪用", "被上级通报批评", "泄露工作秘密", "拒绝配合检查", "擅自变更用途", "私设小金库",
    "虚报冒领补助", "隐瞒真实情况", "阻挠现场检查", "资产流失",
)  # fmt: skip
FAULTS = (
    ("违规", "处"), ("截留", "次"), ("投诉", "起"), ("挪用", "笔"), ("积压", "例"), ("污损", "份"), ("旷工", "人次"),
    ("损坏", "件"), ("空置", "项"), ("串户", "户"), ("积水", "处"), ("返工", "条"),
)  # fmt: skip
HONOURS = (
    ("获国家级表彰", "次"), ("获省级表彰", "次"), ("被媒体报道", "篇"), ("取得专利", "项"), ("推广经验", "条"), ("结对帮扶", "户"),
)  # fmt: skip
SUBJECTS = ("社会效益", "环境效益", "协作情况", "服务水平", "示范作用", "宣传氛围")
SCALES = (("显著", "较显著", "一般", "不显著"), ("好", "较好", "一般", "差"), ("高", "较高", "一般", "较低"))
MARKS = (("优", "良", "中", "差"), ("优秀", "良好", "合格", "不合格"))
TITLES = ("预算管理", "履职效能", "财务监督", "队伍建设", "项目产出", "政务公开", "风险防控", "民生保障")
BASES = (
    ("在职人员控制率", "在职人数", "编制人数", "人"), ("支付进度率", "累计支付数", "年初预算数", "万元"),
    ("固定资产使用率", "在用资产额", "全部资产额", "万元"), ("案件查处率", "查处件数", "立案件数", "件"),
)  # fmt: skip


class Names:
    """Hands out names so that no two facts of a table share one, nor sound like one another."""

    def __init__(self, chance: Random) -> None:
        self.start = chance.randrange(40)
        self.used: dict[int, int] = {}

    def take(self, pool: Sequence[T]) -> T | None:
        """The next of *pool*; None when all have been used."""
        place = self.used.get(id(pool), 0)
        self.used[id(pool)] = place + 1
        return pool[(self.start + place) % len(pool)] if place < len(pool) else None


class UsedUp(Exception):
    """No name of the kind is left: another family must do."""


class Draw:
    """Draws parts of one table: what hypothesis chooses, names, and the rates that the table computes."""

    def __init__(self, chance: Random, rates: tuple[Rate, ...] = ()) -> None:
        self.chance, self.names, self.rates = chance, Names(chance), rates
        self.settled, self.parts = True, ""
        self.read_here: list[Rate] = []

    def one_of(self, *options: T) -> T:
        """One of *options*."""
        return self.chance.choice(options)

    def number(self, low: int, high: int) -> int:
        """A whole number."""
        return self.chance.randint(low, high)

    def maybe(self) -> bool:
        """True or false."""
        return self.chance.random() < 0.5

    def points(self, high: int = 40) -> Fraction:
        """Points as tables have them."""
        n = self.number(1, high)
        return F(n, 4) if self.maybe() else F(n, 10) if self.maybe() else F((n + 3) // 4)

    def name(self, pool: Sequence[T]) -> T:
        """An unused name."""
        found = self.names.take(pool)
        if found is None:
            raise UsedUp
        return found

    def judged(self) -> Fact:
        """A judgement that speaks well of the unit."""
        return Fact(self.name(JUDGED), "判断")

    def failed(self) -> Fact:
        """A judgement that speaks ill of it."""
        return Fact(self.name(FAILED), "判断")

    def fault(self) -> Fact:
        """What can be counted against a unit."""
        name, unit = self.name(FAULTS)
        return Fact(name, "次数", unit)

    def honour(self) -> Fact:
        """What can be counted in its favour."""
        name, unit = self.name(HONOURS)
        return Fact(name, "次数", unit)

    def measure(self, kinds: str = "率额数") -> Measure:
        """A ratio, an amount or a number."""
        kind = self.one_of(*kinds)
        if kind == "率":
            fresh = [rate for rate in self.rates if rate not in self.read_here]
            if fresh and self.maybe():
                self.read_here.append(self.one_of(*fresh))
                return self.read_here[-1]
            return Fact(self.name(RATES), "比率", "%")
        name, unit = self.name(AMOUNTS if kind == "额" else NUMBERS)
        return Fact(name, "数值" if kind == "额" else "次数", unit)

    def limit(self, measure: Measure) -> Fraction:
        """A limit for *measure*."""
        if isinstance(measure, Rate) or measure.kind == "比率":
            return self.one_of(
                F(1), F(19, 20), F(9, 10), F(17, 20), F(self.number(1, 60), 50), F(self.number(50, 999), 1000)
            )
        return (
            F(self.number(2, 40))
            if measure.kind == "次数"
            else self.one_of(F(self.number(2, 300)), F(self.number(5, 99), 2))
        )

    def size(self, measure: Measure) -> Fraction:
        """How long a step is."""
        if isinstance(measure, Rate) or measure.kind == "比率":
            return self.one_of(F(1, 100), F(1, 100), F(1, 20), F(1, 10), F(1, 1000))
        return F(self.one_of(1, 1, 2, 5))

    def part(self) -> str:
        """What the sentence says of part steps: where no convention does, the same in the whole cell."""
        return self.one_of("", "进一", "整步", "按比例") if self.settled else self.parts

    def decision(self, name: str) -> Fact:
        """What the evaluator decides about this item."""
        return Fact(name, "酌情", "分", own=True)
