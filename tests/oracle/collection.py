"""What a county files on its collection sheets (县级采集表), as a reader of them sees it.

What belongs here: plain records of county items, rooms, school funds,
monitoring results, attestations and vetoes. What does not: any judgement.

As in `tests.oracle.filing`: a figure is None where the cell says nothing, and
has no entry where no row was filed. A cell in `quarantined` was filed, but
cannot be, and counts as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

MUSIC, ART = "music", "art"
#: How subjects of the monitoring are called as well.
OTHER_NAMES = {"体育与健康": "体育", "道德与法治": "德育"}


@dataclass
class Room:
    """A row of the room list 专用教室; area in m²."""

    school_code: str
    kind: str
    area: Decimal | None
    built_year: int | None = None
    quarantined: bool = False

    def believed_area(self) -> Decimal | None:
        """The area, None where it is unknown."""
        return None if self.quarantined else self.area


@dataclass
class Funds:
    """A school's row in 经费, in yuan: 公用经费 (拨款, 预算总额) and 教师培训经费 (预算)."""

    allocated: Decimal | None
    budget: Decimal | None
    training: Decimal | None


@dataclass
class Attestation:
    """A row of 佐证材料: the conclusion and what it rests on."""

    conclusion: str | None = "达到"
    document: str | None = "佐证材料汇编"
    document_number: str | None = "县教发〔2024〕21号"
    document_date: str | None = "2024-10-08"
    filer: str | None = "填报人甲"
    reviewer: str | None = "审核人乙"


@dataclass
class Monitoring:
    """A subject's row in 质量监测: level Ⅰ–Ⅳ, the variation between schools as a ratio, and its year.

    The year stands only on the form that asks for it.
    """

    level: str | None
    variation: Decimal | None
    year: int | None = None


@dataclass
class Case:
    """A case of the 控辍保学台账: 疑似 or 确认, and 销号方式 (None: still open)."""

    stage: str | None
    is_confirmed: bool
    way: str | None = None

    @property
    def is_back(self) -> bool:
        """Back at school, 劝返复学."""
        return self.way == "returned"


@dataclass
class Collection:
    """All collection sheets of one county and year.

    `items`: 县级指标 by item code, in base units. `rooms`: None where no room
    list came in. `attestations` by indicator, `monitoring` by subject as
    written, `vetoes` by item as written (did it occur?). `asks_year`: the form
    asks for the year of monitoring; `monitoring_again`: further rows of subjects
    that stand there, of other years. `quarantined`: item
    codes, school codes of 经费, attested indicators, subjects and veto items
    that were filed, but twice and not the same, or with what cannot be.
    """

    items: dict[str, Decimal | None] = field(default_factory=dict)
    rooms: list[Room] | None = None
    funds: dict[str, Funds] = field(default_factory=dict)
    attestations: dict[str, Attestation] = field(default_factory=dict)
    monitoring: dict[str, Monitoring] = field(default_factory=dict)
    vetoes: dict[str, bool | None] = field(default_factory=dict)
    quarantined: frozenset[str] = frozenset()
    cases: list[Case] = field(default_factory=list)
    scores: list[Decimal | None] = field(default_factory=list)
    asks_year: bool = False
    monitoring_again: list[tuple[str, Monitoring]] = field(default_factory=list)

    def item(self, code: str) -> Decimal | None:
        """A county item that may be counted on; None where it is unknown. A list that is filed is counted."""
        listed = self._counted().get(code)
        if listed is not None:
            return listed
        return None if code in self.quarantined else self.items.get(code)

    def _counted(self) -> dict[str, Decimal]:
        """What ledger and scores come to; a list with a line that is not complete comes to nothing."""
        counted: dict[str, int] = {}
        if self.cases and all(case.stage for case in self.cases):
            confirmed = [case for case in self.cases if case.is_confirmed]
            gone = [case for case in confirmed if not case.is_back]
            counted = {
                "E5.suspected": len(self.cases),
                "E5.confirmed": len(confirmed),
                "E5.returned": len(confirmed) - len(gone),
                "E5.closed": len([case for case in gone if case.way]),
                "E3.dropped_out": len([case for case in gone if case.stage == "primary"]),
                "E4.dropped_out": len([case for case in gone if case.stage == "junior"]),
            }
        found = {code: Decimal(number) for code, number in counted.items()}
        points = [score for score in self.scores if score is not None]
        if points and len(points) == len(self.scores):
            found["V1.points"] = sum(points, Decimal(0))
        return found

    def funds_of(self, school_code: str) -> Funds | None:
        """A school's funds; all unknown where they cannot be counted on, None where none are filed."""
        if school_code in self.quarantined:
            return Funds(None, None, None)
        return self.funds.get(school_code)

    def veto(self, item: str) -> bool | None:
        """Whether a veto item occurred; None where that is unknown."""
        return None if item in self.quarantined else self.vetoes.get(item)

    def monitored(self, subject: str) -> list[Monitoring]:
        """A subject's rows; of one that cannot be counted on nothing but that it is there."""
        rows = [*self.monitoring.items(), *self.monitoring_again]
        found = [row for name, row in rows if OTHER_NAMES.get(name, name) == subject]
        return [Monitoring("?", None, row.year) for row in found] if subject in self.quarantined else found
