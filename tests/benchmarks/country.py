"""A country's school years, made in DuckDB straight into landing Parquet.

What belongs here: the made-up country of the benchmarks. What does not: timing, or anything the tests
rely on. Figures are hashed from the school's number, so that every run makes the same country.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from orchestration.quality.schemas import DQ_FINDING, QUARANTINE
from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.transform.as_filed import write_no_verdicts

#: Of 20 schools: 12 primary, 4 junior, 2 nine-year, 1 complete secondary, 1 teaching point.
_SCHOOLS = """
create or replace table school as
select
    n,
    cast(110101 + (n % {counties}) as varchar) as county_code,
    lpad(cast(2100000000 + n as varchar), 10, '0') as school_code,
    case when n % 20 < 12 then '211' when n % 20 < 16 then '311' when n % 20 < 18 then '312'
         when n % 20 < 19 then '341' else '218' end as school_type_code,
    hash(n) as luck
from range({schools}) as numbers(n)
"""

_SECTIONS = """
create or replace table section as
select s.n, s.county_code, s.school_code, s.luck, t.stage,
       30 + cast(hash(s.n, t.stage, {year}) % 1500 as bigint) as students,
       hash(s.n, t.stage, {year}, 'x') as more
from school s
join (values ('211', 'primary'), ('218', 'primary'),
             ('311', 'junior'), ('312', 'primary'),
             ('312', 'junior'), ('341', 'junior'), ('341', 'senior')) as t(school_type_code, stage)
    using (school_type_code)
"""

_ADDRESS = (
    "'export' as src_shape, 'made-up' as src_sha256, 'made-up' as src_sheet, cast(n as integer) as src_row"
)

_RELATIONS = {
    "submissions": """select {year} as school_year, county_code, '{year}/' || county_code || '.xlsx'
        as path,
        'made-up' as sha256, cast(1 as bigint) as bytes, 'directory+primary+junior+senior+premises' as form,
        '2024' as edition,
        cast(null as varchar) as encoding, cast(null as varchar) as received_at, 'final' as state,
        cast(null as varchar) as supersedes, cast(null as varchar) as superseded_by,
        cast(null as varchar) as same_as, count(*) as rows_landed, count(*) as schools, 'accepted' as status,
        cast(null as varchar) as why from school group by county_code""",
    "schools": """select {year} as school_year, county_code, school_code, '学校' || n as school_name,
        school_type_code, cast(null as varchar) as school_type_name,
        '7' as sponsor_code,
        cast(null as varchar) as sponsor_name,
        '220' as urban_rural_code, county_code as county_code_filed,
        cast(null as varchar) as county_name_filed,
        true as is_counted, cast(null as varchar) as parent_school_code, false as is_boarding,
        2000 as built_year, {address}
        from school""",
    "enrolment": """select {year} as school_year, county_code, school_code, stage, 'all' as grade,
        'all' as student_group, students, {address}, 'enrolment.all.all' as src_field from section""",
    "teachers": """select {year} as school_year, county_code, school_code, stage, v.attribute, v.value,
        cast(ceil(students * v.per_hundred / 100.0 * (0.8 + ((more >> v.bits) % 60) / 100.0)) as bigint)
            as teachers,
        {address}, 'teachers.' || v.attribute || '.' || v.value as src_field
        from section, (values ('all', 'all', 7, 1), ('qualification', 'doctor', 0, 2),
            ('qualification', 'master', 1, 3), ('qualification', 'bachelor', 5, 5),
            ('qualification', 'college', 1, 7), ('subject', 'pe', 0.5, 9), ('subject', 'arts', 0.5, 11),
            ('backbone', 'county_or_above', 1, 13)) as v(attribute, value, per_hundred, bits)
        where stage <> 'senior'""",
    "premises": """select {year} as school_year, county_code, school_code, v.item,
        cast(students * v.per_student * (0.85 + ((luck >> v.bits) % 60) / 100.0) as decimal(20, 6))
            as quantity,
        {address}, 'premises.' || v.item as src_field
        from (select n, county_code, school_code, luck, sum(students) as students
            from section group by all),
        (values ('teaching_auxiliary_area', 6.0, 1), ('indoor_sports_area', 0.3, 3),
            ('sports_ground_area', 9.5, 5), ('equipment_value', 2500.0, 7),
            ('multimedia_classrooms', 0.027, 9), ('computers', 0.2, 11), ('books', 30.0, 13)
        ) as v(item, per_student, bits)""",
}


def make_country(warehouse_dir: Path, schools: int, years: int, schools_per_county: int = 70) -> None:
    """Write landing Parquet for `schools` schools × `years` school years ending in 2024."""
    connection = duckdb.connect()
    counties = max(1, schools // schools_per_county)
    connection.execute(_SCHOOLS.format(schools=schools, counties=counties))
    empty = {name: relation.schema for name, relation in RELATIONS.items() if name not in _RELATIONS}
    folders = {name: warehouse_dir / "landing" / name for name in [*_RELATIONS, *empty, "quarantine"]}
    folders["dq_finding"] = warehouse_dir / "quality" / "landing" / "dq_finding"
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    write_no_verdicts(Settings.from_environment(warehouse_dir=warehouse_dir))
    for year in range(2025 - years, 2025):
        connection.execute(_SECTIONS.format(year=year))
        for name, select in _RELATIONS.items():
            query = select.format(year=year, address=_ADDRESS)
            connection.execute(f"copy ({query}) to '{folders[name] / f'{year}.parquet'}' (format parquet)")
        for name, schema in empty.items():
            pq.write_table(schema.empty_table(), folders[name] / f"{year}.parquet")
        pq.write_table(QUARANTINE.empty_table(), folders["quarantine"] / f"{year}.parquet")
        pq.write_table(DQ_FINDING.empty_table(), folders["dq_finding"] / f"{year}.parquet")
