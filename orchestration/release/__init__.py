"""Releases: built aside, checked, published in one step, and never changed afterwards.

Layer: takes the build database, the landing and the quality Parquet as data; knows no Dagster,
no dbt and no Great Expectations. A release holds only functions of its inputs and the code;
times, run history and differences between releases live beside it.
"""
