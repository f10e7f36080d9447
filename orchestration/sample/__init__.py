"""Made-up filings, in the shapes that county offices send them.

    make_sample(out_dir: Path, counties: int, years: range, seed: int, *, quality: float = 1.12,
                spread: float = 0.12, returns_share: float = 0.25,
                supplement_share: float = 0.5) -> SampleSummary
    make_committed_sample(out_dir: Path) -> SampleSummary

Both write `<out_dir>/<school_year>/<county_code>/<files>` into a folder that is new or empty
(FileExistsError otherwise); `SampleSummary` counts counties, years, schools and files.
The same arguments give the same bytes.

What belongs here: a small world of counties and schools (`model`, `plans`, `world`, `resources`,
`support`, `supplement`), its writing down as workbooks (`facts`, `sheets`, `workbooks`), and the choice of
the sample that is committed in `raw/` (`committed`, `committed_supplement`). What does not: reading, judging
or checking anything; no threshold decides anything here. Headers come from the layouts of `submissions`,
which are data: no header text stands in this package.
"""

from orchestration.sample.committed import make_committed_sample
from orchestration.sample.generate import SampleSummary, make_sample

__all__ = ["SampleSummary", "make_committed_sample", "make_sample"]
