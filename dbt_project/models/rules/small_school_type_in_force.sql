-- School types that are funded as if they had 100 students where they are smaller, by the wording that holds (G6).
select years.school_year, types.school_type_code
from {{ ref('landed_year') }} as years
inner join {{ ref('funding_rules') }} as rules
    on rules.rule_id = 'small_school_wording'
    and {{ in_force('years.school_year', 'rules.valid_from_year', 'rules.valid_to_year') }}
inner join {{ ref('small_school_types') }} as types
    on rules.value = types.wording
