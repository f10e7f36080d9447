"""For every expectation of the landing gate, the smallest fault that breaks it.

What belongs here: one function per expectation id, which changes the clean rows of a year (`now`) or of the
year before; a module per subject. What does not: running the gate.
"""

from __future__ import annotations

from tests.integration.quality.landing_gate.clean_county import Fault
from tests.integration.quality.landing_gate.faults.figures import FIGURES
from tests.integration.quality.landing_gate.faults.ledgers import LEDGERS
from tests.integration.quality.landing_gate.faults.received import RECEIVED
from tests.integration.quality.landing_gate.faults.records import RECORD_FAULTS
from tests.integration.quality.landing_gate.faults.schools import SCHOOLS
from tests.integration.quality.landing_gate.faults.suspicions import SUSPICIONS

LANDING_FAULTS: dict[str, Fault] = {
    **SUSPICIONS,
    **RECEIVED,
    **SCHOOLS,
    **FIGURES,
    **RECORD_FAULTS,
    **LEDGERS,
}
