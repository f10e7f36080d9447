-- County items that follow from a list which the county files: the drop-out ledger, the scores of its supervision, the
-- staff of its schools (教基4149).
-- Nothing follows from a list of which a line is not complete. The address is the list's first line.
with cases as (
    select
        school_year, county_code,
        {% for item, counted in {
            'E3.dropped_out': "state = 'confirmed' and stage = 'primary' and standing <> 'returned'",
            'E4.dropped_out': "state = 'confirmed' and stage = 'junior' and standing <> 'returned'",
            'E5.suspected': "true",
            'E5.confirmed': "state = 'confirmed'",
            'E5.returned': "state = 'confirmed' and standing = 'returned'",
            'E5.closed': "state = 'confirmed' and standing = 'closed'",
        }.items() -%}
        count(case when {{ counted }} then 1 end) as "{{ item }}",
        {% endfor -%}
        count(case when state is null or stage is null then 1 end) as incomplete,
        min(src_sha256) as src_sha256
    from {{ ref('dropout_case') }}
    group by school_year, county_code
),

scores as (
    select
        school_year, county_code,
        sum(points) as "V1.points",
        count(case when points is null then 1 end) as incomplete,
        min(src_sha256) as src_sha256
    from {{ ref('filed_supervision_scores') }}
    group by school_year, county_code
),

first_lines as (
    select school_year, county_code, src_sha256, src_sheet, 'dropout_cases' as relation, min(src_row) as src_row
    from {{ ref('filed_dropout_cases') }}
    group by school_year, county_code, src_sha256, src_sheet
    union all
    select school_year, county_code, src_sha256, src_sheet, 'supervision_scores' as relation, min(src_row) as src_row
    from {{ ref('filed_supervision_scores') }}
    group by school_year, county_code, src_sha256, src_sheet
),

addressed as (
    select
        *,
        row_number() over (partition by school_year, county_code, relation, src_sha256 order by src_sheet) as choice
    from first_lines
),

counted as (
    {% for item in ['E3.dropped_out', 'E4.dropped_out', 'E5.suspected', 'E5.confirmed', 'E5.returned', 'E5.closed'] -%}
    select
        school_year, county_code, 'dropout_cases' as relation, '{{ item }}' as item_code,
        cast("{{ item }}" as decimal(20, 6)) as value, src_sha256
    from cases
    where incomplete = 0
    union all
    {% endfor -%}
    select
        school_year, county_code, 'supervision_scores' as relation, 'V1.points' as item_code,
        cast("V1.points" as decimal(20, 6)) as value, src_sha256
    from scores
    where incomplete = 0
)

select
    counted.school_year,
    counted.county_code,
    counted.item_code,
    counted.value,
    counted.relation as list_relation,
    counted.src_sha256,
    addressed.src_sheet,
    addressed.src_row,
    case counted.relation when 'dropout_cases' then 'case_number' else 'points' end as src_field
from counted
inner join addressed
    on {{ same('counted', 'addressed', ['school_year', 'county_code', 'relation', 'src_sha256']) }}
    and addressed.choice = 1
union all
select
    school_year,
    county_code,
    'G10.on_establishment' as item_code,
    cast(on_establishment as decimal(20, 6)) as value,
    'teachers' as list_relation,
    src_sha256,
    src_sheet,
    src_row,
    src_field
from {{ ref('county_staff') }}
