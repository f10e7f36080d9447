-- Each school's figures of a stage, and its premises, as one record: a copy of a neighbour's, blank, or last year's?
-- Below the records one row per sheet: the share of its figures that are last year's.
{%- set record = ['school_year', 'county_code', 'school_code', 'src_shape', 'part'] %}
with filed as (
    select
        school_year, county_code, school_code, src_shape, src_sha256, src_sheet, src_row, src_field, relation, fact, value,
        part
    from {{ ref('fact') }}
    where school_code is not null and relation <> 'school_finance' and src_shape in ('export', 'return')
        and not is_misfiled
),

cells as (
    select
        filed.*,
        parts.chief_fact,
        parts.different_minimum,
        parts.what_en,
        parts.what_zh,
        filed.value is null and refused.src_field is null as is_blank
    from filed
    inner join {{ ref('record_parts') }} as parts
        on filed.part = parts.part
    left join {{ ref('refused_cell') }} as refused
        on {{ same('filed', 'refused', ['src_sha256', 'src_sheet', 'src_row', 'src_field']) }}
),

-- a record's findings stand at its first blank cell, else at its chief figure
places as (
    select
        *,
        row_number() over (
            partition by {{ record | join(', ') }}
            order by
                case when is_blank then 1 when fact = chief_fact then 2 else 3 end,
                src_sha256, src_sheet, src_row, relation, src_field
        ) as place
    from cells
),

counted as (
    select
        {{ record | join(', ') }},
        -- a file sent twice makes one record, not two
        count(distinct fact) as cells,
        count(distinct fact) - count(distinct case when not is_blank then fact end) as cells_blank,
        count(distinct case when value <> 0 then value end) as different_figures
    from cells
    group by {{ record | join(', ') }}
),

fingerprints as (
    select {{ record | join(', ') }}, {{ fingerprint('fact', 'value') }} as fingerprint
    from (select distinct {{ record | join(', ') }}, fact, value from cells where value <> 0) as figures
    group by {{ record | join(', ') }}
),

-- a few equal figures are chance: only records of many different ones can be told from one another
records as (
    select
        counted.*,
        places.different_minimum,
        places.what_en,
        places.what_zh,
        places.relation,
        places.src_sha256,
        places.src_sheet,
        places.src_row,
        places.src_field,
        case when counted.different_figures >= places.different_minimum then fingerprints.fingerprint end as fingerprint
    from counted
    inner join places
        on {{ same('counted', 'places', record) }}
        and places.place = 1
    left join fingerprints
        on {{ same('counted', 'fingerprints', record) }}
),

alike as (
    select
        school_year, county_code, src_shape, part, fingerprint,
        min(school_code) as first_code,
        max(school_code) as last_code
    from records
    where fingerprint is not null
    group by school_year, county_code, src_shape, part, fingerprint
    having count(*) > 1
),

ranked as (
    select
        school_year + 1 as compared_year, school_code, relation, fact, value,
        row_number() over (
            partition by school_year, school_code, relation, fact
            order by {{ counting_order('value is null') }}, src_sha256, src_sheet, src_row, src_field
        ) as choice
    from filed
),

last_year as (
    select compared_year, school_code, relation, fact, value from ranked where choice = 1
),

sheets as (
    select
        filed.school_year, filed.county_code, filed.src_sha256, filed.src_sheet,
        count(*) as figures,
        count(case when filed.value = last_year.value then 1 end) as figures_same
    from filed
    inner join last_year
        on filed.school_year = last_year.compared_year
        and {{ same('filed', 'last_year', ['school_code', 'relation', 'fact']) }}
    -- what is zero in both years says nothing
    where filed.value <> 0 or last_year.value <> 0
    group by filed.school_year, filed.county_code, filed.src_sha256, filed.src_sheet
    having count(*) >= {{ quality_limit('identical_figures') }}
)

select
    records.school_year,
    records.county_code,
    records.school_code,
    records.relation,
    records.src_sha256,
    records.src_sheet,
    records.src_row,
    records.src_field,
    records.part,
    records.what_en,
    records.what_zh,
    records.cells,
    records.cells_blank,
    records.different_figures,
    case
        when records.different_figures < records.different_minimum then null
        when alike.fingerprint is null then 'none'
        when alike.first_code <> records.school_code then alike.first_code
        else alike.last_code
    end as twin_code,
    case
        when records.cells_blank = records.cells then 'blank'
        when records.cells_blank > 0 then 'partly blank'
        else 'filled'
    end as filling,
    cast(null as bigint) as figures,
    cast(null as bigint) as figures_same,
    cast(null as double) as identical_excess
from records
left join alike
    on {{ same('records', 'alike', ['school_year', 'county_code', 'src_shape', 'part', 'fingerprint']) }}
union all
select
    school_year,
    county_code,
    cast(null as varchar) as school_code,
    cast(null as varchar) as relation,
    src_sha256,
    src_sheet,
    cast(null as integer) as src_row,
    cast(null as varchar) as src_field,
    'sheet' as part,
    cast(null as varchar) as what_en,
    cast(null as varchar) as what_zh,
    cast(null as bigint) as cells,
    cast(null as bigint) as cells_blank,
    cast(null as bigint) as different_figures,
    cast(null as varchar) as twin_code,
    cast(null as varchar) as filling,
    figures,
    figures_same,
    case when figures_same >= figures * {{ quality_limit('identical_share') }}
        then round(100.0 * figures_same / figures, 1) else 0
    end as identical_excess
from sheets
