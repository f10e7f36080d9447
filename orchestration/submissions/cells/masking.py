"""Identity-card numbers (身份证号) in a text: wherever a text comes in, they go no further.

What belongs here: recognising and masking one. What does not: going through a sheet
(sheets/identity_numbers.py), names of files and folders (folders/listing.py).
"""

from __future__ import annotations

import re

_DIGIT = "[0-9０-９]"
#: Six digits of a county, a date of birth, three digits and a check character; spaces or dashes between.
_NUMBER = re.compile(
    rf"(?<!{_DIGIT})({_DIGIT}{{6}})[ -]?[12１２][089０８９]{_DIGIT}{{2}}[01０１]{_DIGIT}[0-3０-３]{_DIGIT}"
    rf"[ -]?{_DIGIT}{{3}}[0-9０-９XxＸｘ](?!{_DIGIT})"
)


def masked(text: str) -> str:
    """The text with every identity-card number cut to its first six digits, which name a county."""
    return _NUMBER.sub(r"\1************", text)
