-- Parts of a school's premises against what contains them, within one file.
with containing as (
    select school_year, county_code, school_code, item, src_shape, src_sha256, max(quantity) as whole
    from premises
    where item in ('teaching_auxiliary_area', 'fixed_assets_value') and school_code is not null
    group by school_year, county_code, school_code, item, src_shape, src_sha256
)
select premises.*, 'premises' as relation, containing.whole,
    case when premises.item = 'indoor_sports_area'
        then cast(greatest(quantity - whole, 0) as double) end as indoor_excess,
    case when premises.item = 'equipment_value'
        then cast(greatest(quantity - whole, 0) as double) end as equipment_excess
from premises
left join containing
    on containing.school_year = premises.school_year and containing.county_code = premises.county_code
    and containing.school_code = premises.school_code
    and containing.src_shape = premises.src_shape and containing.src_sha256 = premises.src_sha256
    and containing.item = case premises.item
        when 'indoor_sports_area' then 'teaching_auxiliary_area'
        when 'equipment_value' then 'fixed_assets_value'
    end
where premises.item in ('indoor_sports_area', 'equipment_value')
