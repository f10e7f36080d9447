-- Which rule sets apply to which expected county in which year.
select
    counties.school_year,
    counties.county_code,
    rule_sets.standard_id,
    rule_sets.decides_on,
    counties.has_filed,
    counties.has_directory
from {{ ref('expected_county') }} as counties
inner join {{ ref('rule_sets') }} as rule_sets
    on counties.county_code like coalesce(rule_sets.applies_to_code_prefix, '') || '%'
    and {{ in_force('counties.school_year', 'rule_sets.valid_from_year', 'rule_sets.valid_to_year') }}
