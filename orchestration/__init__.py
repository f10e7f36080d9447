"""Junheng 均衡: from a county's annual filings to a published verdict.

Here lives the Python half of the pipeline; the SQL half is `dbt_project/`,
the quality suites are `expectations/`. Importing this package does nothing.
"""

__version__ = "0.1.0"
