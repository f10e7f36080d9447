-- Where each field of each sheet stands that feeds an indicator: column, header, stated unit. One row per field, or
-- per cell in forms that are read cell by cell. A sheet of an earlier year that still counts has its rows there too.
select
    school_year,
    county_code,
    src_sha256,
    src_sheet,
    relation,
    field,
    src_row,
    cell_row,
    path,
    form,
    edition,
    src_column,
    header,
    unit,
    factor
from {{ ref('field_place') }}
where relation in (select relation from {{ ref('indicator_input') }})
union all
-- county items that are counted from a list stand at its first line
select distinct
    places.school_year,
    places.county_code,
    places.src_sha256,
    places.src_sheet,
    'county_facts' as relation,
    places.field,
    places.src_row,
    places.cell_row,
    places.path,
    places.form,
    places.edition,
    places.src_column,
    places.header,
    places.unit,
    places.factor
from {{ ref('field_place') }} as places
inner join {{ ref('listed_county_fact') }} as listed
    on {{ same('places', 'listed', ['school_year', 'county_code', 'src_sha256', 'src_sheet']) }}
    and places.relation = listed.list_relation
    and places.field = listed.src_field
union
select
    results.school_year,
    results.county_code,
    places.src_sha256,
    places.src_sheet,
    places.relation,
    places.field,
    places.src_row,
    places.cell_row,
    places.path,
    places.form,
    places.edition,
    places.src_column,
    places.header,
    places.unit,
    places.factor
from {{ ref('monitoring_result') }} as results
inner join {{ ref('field_place') }} as places
    on results.filed_year = places.school_year
    and results.filed_county_code = places.county_code
    and results.src_sha256 = places.src_sha256
    and results.src_sheet = places.src_sheet
    and places.relation = 'monitoring'
where results.filed_year < results.school_year or results.filed_county_code <> results.county_code
