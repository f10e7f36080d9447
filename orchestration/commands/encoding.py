"""UTF-8 whatever the locale says: names of files, files, what child processes say.

What belongs here: starting the command again in Python's UTF-8 mode where it is in another. What does not:
the language of what is shown.
"""

from __future__ import annotations

import io
import locale
import os
import sys
from pathlib import Path

#: Linux's own record of the command; elsewhere names of files are UTF-8 whatever the locale.
_COMMAND = Path("/proc/self/cmdline")


def require_utf8() -> None:
    """Go on in UTF-8: at once, or as the same command started anew; then this does not return.

    A terminal is written to in the locale's own encoding, as it could show nothing else.
    """
    encodings = {sys.getfilesystemencoding(), locale.getencoding()}
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an encoding may lack a character, a name may be none
    if (
        sys.flags.utf8_mode
        or not _COMMAND.exists()
        or {each.lower().replace("-", "") for each in encodings} == {"utf8"}
    ):
        return
    environment = {**os.environb, b"PYTHONUTF8": b"1"}
    if sys.stdout.isatty():
        environment.setdefault(b"PYTHONIOENCODING", f"{locale.getencoding()}:replace".encode("ascii"))
    # As they were given: what an encoding made of them need not lead back (UTF-8 read as GBK does not).
    program, *arguments = _COMMAND.read_bytes().split(b"\0")[:-1]
    os.execve(sys.executable, [program, b"-X", b"utf8", *arguments], environment)
