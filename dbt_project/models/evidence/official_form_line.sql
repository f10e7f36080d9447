-- The lines of the application form that ask for a county's own figures: what each comes to, in the form's unit, and
-- the cell it is filed in or what it is computed of. A line of which nothing is filed is a row too.
with schools as (
    select
        school_year,
        county_code,
        school_type_code,
        is_special,
        compulsory_students,
        case when is_special then 'special' else school_type_code end as kind
    from {{ ref('judged_school') }}
),

large_enough as (
    select max(students_min) as students_min from {{ ref('scope') }} where school_type_code = '218'
),

staged as (
    select school_year, county_code, stage, 'students' as what, students as number from {{ ref('section') }}
    union all
    select school_year, county_code, stage, 'classes' as what, classes as number from {{ ref('judged_classes') }}
    union all
    select school_year, county_code, stage, 'teachers' as what, teachers as number from {{ ref('section_teachers') }}
),

computed as (
    select school_year, county_code, 'schools.' || kind as computed_as, cast(count(*) as double) as value
    from schools
    group by school_year, county_code, kind
    union all
    select
        schools.school_year, schools.county_code, 'schools.218_judged' as computed_as,
        cast(count(case when schools.compulsory_students >= large_enough.students_min then 1 end) as double) as value
    from schools
    cross join large_enough
    where schools.school_type_code = '218'
    group by schools.school_year, schools.county_code
    union all
    -- of a stage whose figures lack at one school the sum is not known
    select school_year, county_code, what || '.' || stage as computed_as, {{ strict_sum('number', 'double') }} as value
    from staged
    group by school_year, county_code, what, stage
    union all
    select school_year, county_code, indicator_id || '.' || part_id as computed_as, value
    from {{ ref('part_value') }}
    where entity_type = 'county'
),

lined as (
    select
        counties.school_year,
        counties.county_code,
        counties.has_directory,
        lines.official_form,
        lines.line,
        lines.line_order,
        lines.name_zh,
        lines.name_en,
        lines.unit_zh,
        lines.unit_en,
        lines.item_code,
        lines.of_item_code,
        lines.computed_as,
        lines.divisor
    from {{ ref('expected_county') }} as counties
    cross join {{ ref('form_lines') }} as lines
)

select
    lined.school_year,
    lined.county_code,
    lined.official_form,
    lined.line,
    cast(lined.line_order as integer) as line_order,
    lined.name_zh,
    lined.name_en,
    case
        when lined.of_item_code is not null then 100 * cast(filed.value as double) / nullif(cast(wholes.value as double), 0)
        when lined.item_code is not null then cast(filed.value as double)
        -- no school of a type is none of that type, where there is a directory
        when lined.computed_as like 'schools.%' and lined.has_directory then coalesce(computed.value, 0)
        else computed.value
    end / lined.divisor as value,
    lined.unit_zh,
    lined.unit_en,
    case
        when lined.item_code is not null then case when filed.value is null then 'not_filed' else 'filed' end
        when computed.value is not null or (lined.computed_as like 'schools.%' and lined.has_directory) then 'computed'
        else 'not_filed'
    end as source,
    coalesce(lined.item_code, lined.computed_as) as source_item,
    places.path,
    filed.src_sheet,
    places.src_column || cast(filed.src_row as varchar) as cell
from lined
left join {{ ref('county_facts') }} as filed
    on lined.school_year = filed.school_year
    and lined.county_code = filed.county_code
    and lined.item_code = filed.item_code
left join {{ ref('county_facts') }} as wholes
    on lined.school_year = wholes.school_year
    and lined.county_code = wholes.county_code
    and lined.of_item_code = wholes.item_code
left join computed
    on lined.school_year = computed.school_year
    and lined.county_code = computed.county_code
    and lined.computed_as = computed.computed_as
left join {{ ref('field_place') }} as places
    on filed.school_year = places.school_year
    and filed.county_code = places.county_code
    and filed.src_sha256 = places.src_sha256
    and filed.src_sheet = places.src_sheet
    and places.relation = 'county_facts'
    and places.field = 'value'
    and filed.src_row = coalesce(places.src_row, filed.src_row)
