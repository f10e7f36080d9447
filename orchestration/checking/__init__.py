"""A dry run of filings before any load: the run's own intake and landing gate, in a temporary folder.

What belongs here: where a filing belongs, running `submissions` and `quality` on it, and what came of it as
plain records. What does not: any rule of its own, a warehouse, what is shown on a screen (`commands/`) or
written back into a workbook (`reporting/`). It stands above the working packages, as `commands/` and `defs/`
do: none of them imports it.
"""
