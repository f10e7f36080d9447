"""x"""
from typing import Any
COUNTY_KINDS: dict[str, Any] = {}
def gate_counties(*a: Any) -> Any:
    return []
