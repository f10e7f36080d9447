"""`junheng sample`: filings of made-up counties, as offices would send them.

What belongs here: the call and its refusals. What does not: how counties are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.commands import exits
from orchestration.commands.console import Console


@dataclass(frozen=True)
class SampleRequest:
    """What to write. Where `committed` is set, the sample of the repository, else made-up counties."""

    out_dir: Path
    committed: bool
    counties: int | None
    years: tuple[int, int] | None
    seed: int
    quality: float
    spread: float


def sample(request: SampleRequest) -> int:
    """Write a sample. Raises `UsageError` if the call is incomplete or the folder is not empty."""
    from orchestration.sample import make_committed_sample, make_sample

    try:
        if request.committed:
            written = make_committed_sample(request.out_dir)
        elif request.counties is None or request.years is None:
            raise exits.UsageError("Say how many --counties and which --years, or --committed.")
        else:
            written = make_sample(
                request.out_dir,
                request.counties,
                range(request.years[0], request.years[1] + 1),
                request.seed,
                quality=request.quality,
                spread=request.spread,
            )
    except (FileExistsError, ValueError) as error:
        raise exits.UsageError(str(error)) from None
    console = Console()
    console.line(
        f"{written.files} files of {written.counties} made-up counties, {written.years} school years, "
        f"{written.school_years} school-years, in {request.out_dir}"
    )
    console.line(f"Read them with: junheng run --raw {request.out_dir} --warehouse <another folder>")
    return exits.PUBLISHED
