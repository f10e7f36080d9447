{# Whose figures make up a judged section or school. Each macro is a SELECT, one row per member. #}

{% macro section_members() %}
{#-
  The schools whose figures of a stage are added up: its own and its campuses'. A campus that files
  nothing for a stage is counted by its school, where that files it.
-#}
select
    school_year, county_code, school_code, member_code, school_type_code, stage, students, is_filed,
    is_listed, is_campus, is_parent_missing
from (
    select
        stages.school_year,
        stages.county_code,
        coalesce(directory.judged_school_code, stages.school_code) as school_code,
        stages.school_code as member_code,
        case when directory.school_code is not null then directory.judged_school_type_code end as school_type_code,
        stages.stage,
        stages.students,
        stages.is_filed,
        directory.school_code is not null as is_listed,
        coalesce(directory.is_merged, false) as is_campus,
        coalesce(directory.is_parent_missing, false) as is_parent_missing,
        max(case when not coalesce(directory.is_merged, false) and stages.is_filed then 1 else 0 end) over (
            partition by stages.school_year, stages.county_code,
                coalesce(directory.judged_school_code, stages.school_code), stages.stage
        ) = 1 as is_filed_by_school
    from {{ ref('stage_filed') }} as stages
    left join {{ ref('school_judged_with') }} as directory
        on stages.school_year = directory.school_year
        and stages.county_code = directory.county_code
        and stages.school_code = directory.school_code
) as pieces
where is_filed or not is_campus or not is_filed_by_school
{%- endmacro %}


{% macro premises_members() %}
{#- The schools whose premises are added up. A campus on no sheet at all is counted by its school. -#}
select
    directory.school_year,
    directory.county_code,
    directory.judged_school_code as school_code,
    directory.school_code as member_code,
    directory.is_merged as is_campus
from {{ ref('school_judged_with') }} as directory
left join (
    select school_year, county_code, school_code from {{ ref('stage_filed') }} where is_filed
    union
    select school_year, county_code, school_code from {{ ref('premises') }}
) as filing
    on directory.school_year = filing.school_year
    and directory.county_code = filing.county_code
    and directory.school_code = filing.school_code
where not directory.is_merged or filing.school_code is not null
{%- endmacro %}


{% macro room_areas_asked() %}
{#- The least area a room of each kind must have at each school, and the relaxed one of transition rule T3. -#}
select
    schools.school_year,
    schools.county_code,
    schools.school_code,
    standards.part_id,
    standards.kind,
    standards.classes_per_room,
    standards.area_min_m2,
    least(
        case when schools.built_year <= transition.t3_built_to_year
            then case standards.kind
                when 'music' then transition.t3_music_area_min_m2
                when 'art' then transition.t3_art_area_min_m2
            end
        end,
        case when {{ is_of_class('schools.urban_rural_code', 'transition.t3_urban_rural_class') }}
            and classes.largest_class_at_most < transition.t3_largest_class_below
            then case when schools.primary_students > 0
                then transition.t3_rural_primary_area_min_m2 else transition.t3_rural_junior_area_min_m2
            end
        end
    ) as area_min_relaxed_m2,
    classes.classes
from {{ ref('judged_school') }} as schools
inner join {{ ref('room_standards') }} as standards
    on {{ in_force('schools.school_year', 'standards.valid_from_year', 'standards.valid_to_year') }}
left join (
    select
        school_year,
        county_code,
        school_code,
        {{ strict_sum('classes', 'bigint') }} as classes,
        max(largest_class_at_most) as largest_class_at_most
    from {{ ref('judged_classes') }}
    where students is null or students > 0
    group by school_year, county_code, school_code
) as classes
    on schools.school_year = classes.school_year
    and schools.county_code = classes.county_code
    and schools.school_code = classes.school_code
left join {{ ref('transition_in_force') }} as transition
    on schools.school_year = transition.school_year
where schools.has_primary or schools.has_junior
{%- endmacro %}

{% macro is_of_class(urban_rural_code, first_digit) %}
{#- A place is city, town or rural by the first digit of its code. -#}
{{ urban_rural_code }} like cast(cast({{ first_digit }} as integer) as varchar) || '%'
{%- endmacro %}
