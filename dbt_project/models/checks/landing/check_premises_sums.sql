-- Parts of a school's premises against what contains them, within one file.
{%- set file_of_school = ['school_year', 'county_code', 'school_code', 'src_shape', 'src_sha256'] %}
with parts as (
    select
        premises.*,
        case item
            when 'indoor_sports_area' then 'teaching_auxiliary_area'
            when 'equipment_value' then 'fixed_assets_value'
        end as containing_item
    from {{ ref('filed_premises') }} as premises
    where item in ('indoor_sports_area', 'equipment_value')
),

containing as (
    select {{ file_of_school | join(', ') }}, item, max(quantity) as whole
    from {{ ref('filed_premises') }}
    where item in ('teaching_auxiliary_area', 'fixed_assets_value') and school_code is not null
    group by {{ file_of_school | join(', ') }}, item
)

select
    parts.school_year,
    parts.county_code,
    parts.school_code,
    'premises' as relation,
    parts.item,
    parts.quantity,
    parts.src_sha256,
    parts.src_sheet,
    parts.src_row,
    parts.src_field,
    containing.whole,
    case when parts.item = 'indoor_sports_area'
        then cast(greatest(parts.quantity - containing.whole, 0) as double)
    end as indoor_excess,
    case when parts.item = 'equipment_value'
        then cast(greatest(parts.quantity - containing.whole, 0) as double)
    end as equipment_excess
from parts
left join containing
    on {{ same('parts', 'containing', file_of_school) }}
    and parts.containing_item = containing.item
