"""The numbers of workload W, indicator by indicator, as everybody who writes it by hand has them before him."""

from attrs import frozen


@frozen
class Step:
    """part ÷ whole against *limit* percent; each *size* percent beyond takes *cents*; *whole_steps*: parts count whole."""

    part: str
    whole: str
    over: bool
    limit: int
    size: int
    cents: int
    whole_steps: bool = False


@frozen
class Bands:
    """part ÷ whole: the first (percent, cents) that it reaches, from the top; for *below*, that it stays below."""

    part: str
    whole: str
    bands: tuple[tuple[int, int], ...]
    below: bool = False


@frozen
class Each:
    """*cents* for each of a count, at most *most*, from 300."""

    count: str
    cents: int
    most: int


@frozen
class Share:
    """part ÷ whole of 300 cents, at most 300."""

    part: str
    whole: str


@frozen
class Sides:
    """Each *size* percent above or below 100 takes *cents* from 200; the index is in ten thousandths."""

    index: str
    size: int
    cents: int


@frozen
class Checks:
    """150 cents each."""

    one: str
    other: str


Rule = Step | Bands | Each | Share | Sides | Checks

RULES: tuple[Rule, ...] = (
    Step("在职人数", "编制人数", True, 100, 1, 20),
    Step("公用经费支出数", "公用经费预算数", True, 100, 1, 30),
    Step("三公经费支出数", "三公经费预算数", True, 100, 1, 50, True),
    Step("结转结余额", "支出预算数", True, 10, 1, 40),
    Step("预算执行数", "预算数", False, 95, 1, 10),
    Step("采购金额", "采购预算数", False, 100, 1, 20, True),
    Step("到位资金", "应到位资金", False, 100, 5, 50),
    Step("完成任务数", "计划任务数", False, 98, 1, 15),
    Bands("预算调整额", "年初预算数", ((5, 400), (10, 300), (20, 150)), True),
    Bands("在用资产额", "资产总额", ((95, 400), (85, 300), (70, 150))),
    Bands("合格项目数", "验收项目数", ((100, 400), (90, 250), (80, 100))),
    Bands("按期办结件数", "应办结件数", ((98, 400), (95, 300), (90, 200))),
    Bands("已覆盖户数", "应覆盖户数", ((90, 400), (80, 300), (60, 200))),
    Each("违规支出.①.违规支出", 50, 300),
    Each("账实不符.①.账实不符", 25, 300),
    Each("群众投诉.①.群众投诉", 100, 200),
    Each("资料缺失.①.资料缺失", 30, 300),
    Share("实际培训人次", "计划培训人次"),
    Share("实际改造面积", "计划改造面积"),
    Share("实际种植亩数", "计划种植亩数"),
    Share("实际巡查里程", "计划巡查里程"),
    Sides("单位成本指数", 1, 10),
    Sides("工期指数", 1, 20),
    Sides("产量指数", 5, 40),
    Checks("制度健全.①.制度健全", "制度健全.②.程序合规"),
    Checks("目标明确.①.目标明确", "目标明确.②.指标量化"),
    Checks("公开及时.①.公开及时", "公开及时.②.内容完整"),
    Checks("台账清楚.①.台账清楚", "台账清楚.②.档案齐全"),
    Checks("整改到位.①.整改到位", "整改到位.②.报告按时"),
    Checks("分工明确.①.分工明确", "分工明确.②.验收规范"),
)
GRADES = (90, 80, 60)
