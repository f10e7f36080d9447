"""UTF-8 whatever the locale says: names of files, files, what child processes say.

What belongs here: starting the command again in Python's UTF-8 mode where it is in another. What does not:
the language of what is shown.
"""

from __future__ import annotations

import io
import locale
import os
import sys


def require_utf8() -> None:
    """Go on in UTF-8: at once, or as the same command started anew; then this does not return.

    A terminal is written to in the locale's own encoding, as it could show nothing else.
    """
    encodings = {sys.getfilesystemencoding(), locale.getencoding()}
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an encoding may lack a character, a name may be none
    if sys.flags.utf8_mode or {each.lower().replace("-", "") for each in encodings} == {"utf8"}:
        return
    environment = {**os.environ, "PYTHONUTF8": "1"}
    if sys.stdout.isatty():
        environment.setdefault("PYTHONIOENCODING", f"{locale.getencoding()}:replace")
    program, *arguments = sys.orig_argv
    os.execve(sys.executable, [program, "-X", "utf8", *arguments], environment)
