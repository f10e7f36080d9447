"""Reading a file in a process of its own, where it may take more time or memory than a filing should.

What belongs here: which files are read apart, the limits there, and the process. What does not: what is read
of a file (the caller's function), or limits on what stands in one (zip_parts.py, sheet_xml.py, ods.py …).

A file of a few kilobytes can unpack to gigabytes, or keep a reader busy for hours, in more ways than can be
listed. So whatever is larger than a county's filing, unpacked, is read by a second process, which the
operating system holds to processor time and memory: it is started when first needed, and reads one file after
the other. A smaller file is read here, and there only where it turns out to say more than it seems
(`TooMuchHereError`). Processor time counts, not the clock: a busy machine refuses no file.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import resource
import signal
import struct
import subprocess
import sys
import threading
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from orchestration.submissions.contract.rejection import FileRejected, Rejection

#: A county's filing unpacks to some hundred kilobytes; one of a province's schools to some megabytes.
_LARGEST_HERE_BYTES = 2**20
_LARGEST_XLS_HERE_BYTES = 2**19
MOST_CELLS_HERE = 1_000_000
#: What a file may take, and for every byte more: a national export of 120 MB takes minutes and gigabytes.
_SECONDS, _SECONDS_PER_MEGABYTE = 20, 4
_MEMORY_BYTES, _MEMORY_PER_BYTE = 700 * 2**20, 40
#: Of a second process that took more, the next file is read by another one.
_KEPT_MEMORY_KILOBYTES = 300 * 1024
#: The clock only ends what uses no processor either.
_PATIENCE = 20

_Read = TypeVar("_Read")
_LENGTH = struct.Struct("<Q")
_IS_APART = "JUNHENG_READS_APART"


class TooMuchHereError(FileRejected):
    """A file says more than it seems: it is to be read apart, or not at all."""

    def __init__(self) -> None:
        message = f"the file spells out to more than {MOST_CELLS_HERE:,} cells"
        super().__init__(Rejection("file", "OVERSIZE_FILE", message))


def is_apart() -> bool:
    """True in the process that is held to limits."""
    return _IS_APART in os.environ


def check_cells_here(cells: int) -> None:
    """Raises TooMuchHereError for so many cells, where they are not read apart."""
    if cells > MOST_CELLS_HERE and not is_apart():
        raise TooMuchHereError


def read_bounded(content: bytes, read: Callable[..., _Read], *arguments: Any) -> _Read:
    """What a function of a module reads of a file, within limits of time and memory.

    Raises FileRejected where they do not suffice, and whatever the function raises.
    """
    if is_apart() or not _takes_much(content):
        try:
            return read(content, *arguments)
        except (TooMuchHereError, RecursionError, MemoryError):
            pass
    with _guard:
        return _apart.read(content, read, arguments)  # type: ignore[no-any-return]


def _takes_much(content: bytes) -> bool:
    """True for a file that is not read here, by its size, or by what its directory says it unpacks to."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return len(content) > _LARGEST_XLS_HERE_BYTES
    if len(content) > _LARGEST_HERE_BYTES:
        return True
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return sum(entry.file_size for entry in package.infolist()) > _LARGEST_HERE_BYTES
    except Exception:
        # What is damaged is refused by whoever reads it.
        return False


class _Apart:
    """The second process. One file at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, content: bytes, read: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        seconds = _SECONDS + len(content) * _SECONDS_PER_MEGABYTE // 2**20
        memory = _MEMORY_BYTES + len(content) * _MEMORY_PER_BYTE
        process = self._started()
        alarm = threading.Timer(seconds * _PATIENCE, process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            _write(process.stdin, (seconds, memory, content, read, arguments))
            is_whole, is_kept, answer = _read(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            process.kill()
            said = (
                "takes too much time" if process.wait() in _OUT_OF_TIME else "takes too much memory, or ends"
            )
            raise _refused(said, seconds, memory) from None
        except BaseException:
            # Whoever is interrupted leaves half an answer behind.
            self.end()
            raise
        finally:
            alarm.cancel()
        if not is_kept:
            self.end()
        if is_whole:
            return answer
        if isinstance(answer, MemoryError):
            raise _refused("takes too much memory, or ends", seconds, memory)
        raise answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
            environment = {**os.environ, _IS_APART: "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
            # A library in Rust that has no memory left to trace its own end waits for itself, for ever.
            environment["RUST_BACKTRACE"] = environment["RUST_LIB_BACKTRACE"] = "0"
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        return self._process

    def end(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


_guard = threading.Lock()
_apart = _Apart()
atexit.register(_apart.end)
#: By the signals that end who has used up its time, of the processor or by the clock.
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)


def _refused(said: str, seconds: int, memory: int) -> FileRejected:
    given = f"{seconds} seconds of the processor and {memory // 2**20:,} MB"
    message = f"reading the file {said}: {given} are given to it"
    return FileRejected(Rejection("file", "OVERSIZE_FILE", message))


def _write(stream: IO[bytes] | None, said: object) -> None:
    assert stream is not None
    data = pickle.dumps(said)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def _read(stream: IO[bytes] | None) -> Any:
    assert stream is not None
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def serve() -> None:
    """The second process: reads one file after the other, until nobody asks any more."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    while True:
        try:
            seconds, memory, content, read, arguments = _read(asked)
        except EOFError:
            return
        _limit(seconds, memory)
        try:
            answer = True, read(content, *arguments)
        except (RecursionError, MemoryError, TooMuchHereError):
            answer = False, MemoryError()
        except FileRejected as rejected:
            answer = False, rejected
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name} line {last.lineno}"
            answer = False, RuntimeError(f"{type(error).__name__}: {error}, {place}")
        is_kept = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < _KEPT_MEMORY_KILOBYTES
        _write(answers, (answer[0], is_kept, answer[1]))
        del content, answer


def _limit(seconds: int, memory: int) -> None:
    """Holds this process, from now on, to so much processor time and memory."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    for what, most in (
        (resource.RLIMIT_CPU, spent + seconds + 1),
        (resource.RLIMIT_DATA, _data_bytes() + memory),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _data_bytes() -> int:
    """What this process has of memory of its own."""
    try:
        with Path("/proc/self/statm").open(encoding="ascii") as stream:
            return int(stream.read().split()[5]) * resource.getpagesize()
    except OSError:
        return 0
