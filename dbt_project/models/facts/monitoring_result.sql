-- Which filed result of each monitored subject counts for a county in a school year: the latest within the cycle,
-- whichever year's filing says it. A result of this year's filing whose year is not known, or still to come, may be
-- the latest: then none counts for sure (is_placed false). `is_in_cycle` false: older than the cycle.
{{ config(materialized='table') }}
with counties as (
    -- a county that does not file the sheet says nothing of what its latest results are
    select distinct school_year, county_code from {{ ref('filed_monitoring') }}
),

codes as (
    select school_year, county_code, county_code as filed_county_code from counties
    union
    select counties.school_year, counties.county_code, lineage.county_code as filed_county_code
    from counties
    inner join (
        -- of counties that became one, neither's results are those of the whole
        select *, count(*) over (partition by later_code, from_year) as joined from {{ ref('county_lineage') }}
    ) as lineage
        on counties.county_code = lineage.later_code
        and lineage.from_year <= counties.school_year
        and lineage.joined = 1
),

said as (
    select monitoring.*
    from {{ ref('monitoring') }} as monitoring
    left join (
        select distinct src_sha256, src_sheet, src_row
        from {{ ref('refused_cell') }}
        where src_field in ('level', 'between_school_variation')
    ) as refused
        on monitoring.src_sha256 = refused.src_sha256
        and monitoring.src_sheet = refused.src_sheet
        and monitoring.src_row = refused.src_row
    where
        monitoring.subject_id is not null
        and (
            monitoring.level is not null
            or monitoring.between_school_variation is not null
            or monitoring.is_level_out
            or monitoring.is_between_school_variation_out
            or refused.src_sha256 is not null
        )
),

candidates as (
    select
        codes.school_year,
        codes.county_code,
        said.subject_id,
        said.monitored_year,
        said.placed_year between 1 and codes.school_year as is_placed,
        said.placed_year > codes.school_year - cycles.cycle_years or said.placed_year = 0 as is_in_cycle,
        said.level,
        said.between_school_variation,
        said.is_level_out,
        said.is_between_school_variation_out,
        said.is_year_asked,
        said.school_year as filed_year,
        said.county_code as filed_county_code,
        said.src_sha256,
        said.src_sheet,
        said.src_row
    from codes
    inner join said
        on codes.filed_county_code = said.county_code
        and said.school_year <= codes.school_year
        -- what an earlier filing could not place, this year's may say
        and (said.placed_year between 1 and codes.school_year or said.school_year = codes.school_year)
    inner join {{ ref('monitoring_cycles') }} as cycles
        on {{ in_force('codes.school_year', 'cycles.valid_from_year', 'cycles.valid_to_year') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by school_year, county_code, subject_id
            order by
                case when is_placed then 1 else 0 end, monitored_year desc, filed_year desc,
                src_sha256, src_sheet, src_row
        ) as choice
    from candidates
)

select
    school_year, county_code, subject_id, monitored_year, is_placed, is_in_cycle, level, between_school_variation,
    is_level_out, is_between_school_variation_out, is_year_asked, filed_year, filed_county_code,
    src_sha256, src_sheet, src_row
from ranked
where choice = 1
