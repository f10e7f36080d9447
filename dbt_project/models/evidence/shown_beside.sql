-- Figures shown beside what is attested or judged, a row per expected county and figure of the registry.
select
    counties.school_year,
    counties.county_code,
    figures.indicator_id,
    figures.figure_id,
    figures.name_zh,
    figures.name_en,
    found.numerator,
    found.denominator,
    found.value,
    figures.unit_zh,
    figures.unit_en,
    cast(coalesce(found.schools, 0) as integer) as schools
from {{ ref('expected_county') }} as counties
cross join {{ ref('beside_figures') }} as figures
left join {{ ref('beside_figure') }} as found
    on counties.school_year = found.school_year
    and counties.county_code = found.county_code
    and figures.figure_id = found.figure_id
