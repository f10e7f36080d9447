"""The table `release`: which release this is, of which years, of what filings and code.

What belongs here: the one row that a reader who has only the database needs. What does not: when it was built
or published: a release is a function of its filings and its code, and the same one may be built twice. The
store says when (`junheng release show`).
"""

from __future__ import annotations

import duckdb

from orchestration import __version__
from orchestration.release.contract import Column, PublicTable
from orchestration.release.package import PackageInputs

RELEASE = PublicTable(
    name="release",
    key=("release_id",),
    columns=(
        Column(
            "release_id",
            "",
            "Id of the release: a hash of its filings and its code",
            "发布编号：由报表和程序得出的散列值",
        ),
        Column("code_version", "", "Version of Junheng", "程序版本"),
        Column("code_hash", "", "Hash of the code, registry and checks", "程序、登记册和检查规则的散列值"),
        Column("first_school_year", "school year", "First school year it holds", "首个学年"),
        Column("last_school_year", "school year", "Last school year it holds", "最近学年"),
        Column("school_years", "school years", "How many school years it holds", "学年数"),
        Column("data_from", "date", "First day of the first school year", "首个学年的第一天"),
        Column("data_to", "date", "Last day of the last school year", "最近学年的最后一天"),
        Column(
            "received_until",
            "date",
            "Latest day on which a filing was received, as manifests state; null: none states one",
            "所载报表的最晚收到日期（见清单）；均未注明时为空",
        ),
        Column("files", "files", "Files it is a function of", "所依据的文件数"),
        Column("files_refused", "files", "Files or parts of folders that were refused", "拒收数"),
        Column(
            "rows_quarantined", "rows", "Rows and cells set aside by the landing gate", "隔离的行和单元格数"
        ),
        Column(
            "has_as_filed",
            "",
            "A correction is in force, so as_filed.duckdb stands beside; else the marts are what was filed",
            "是否有有效更正（有则另附 as_filed.duckdb，无则成果即为原报数据的结果）",
        ),
    ),
    description_en="Which release this is, in one row (no time of building: the same filings give the same)",
    description_zh="本次发布：一行；不含生成时间，因报表和程序相同则发布相同",
)


def write_identity(connection: duckdb.DuckDBPyConnection, inputs: PackageInputs, has_as_filed: bool) -> None:
    """Make the table in the attached `release`, which holds `submissions` already."""
    years = sorted(year for year in inputs.files if year)
    connection.execute(
        f"""
        CREATE TABLE release.main.{RELEASE.name} (
            release_id VARCHAR NOT NULL PRIMARY KEY,
            code_version VARCHAR NOT NULL, code_hash VARCHAR NOT NULL,
            first_school_year INTEGER, last_school_year INTEGER, school_years INTEGER NOT NULL,
            data_from DATE, data_to DATE, received_until DATE,
            files BIGINT NOT NULL, files_refused BIGINT NOT NULL, rows_quarantined BIGINT NOT NULL,
            has_as_filed BOOLEAN NOT NULL
        )
        """
    )
    first, last = (years[0], years[-1]) if years else (None, None)
    connection.execute(
        f"""
        INSERT INTO release.main.{RELEASE.name}
        SELECT $release, $version, $code, $first, $last, $years,
            make_date($first, 9, 1), make_date($last + 1, 8, 31),
            (SELECT max(try_cast(received_at AS DATE)) FROM release.main.submissions),
            $files, $refused, $quarantined, $as_filed
        """,
        {
            "release": inputs.release_id,
            "version": __version__,
            "code": inputs.code,
            "first": first,
            "last": last,
            "years": len(years),
            "files": sum(1 for year in inputs.files.values() for file in year if file.sha256),
            "refused": inputs.refusals,
            "quarantined": sum(inputs.rows_quarantined.values()),
            "as_filed": has_as_filed,
        },
    )
