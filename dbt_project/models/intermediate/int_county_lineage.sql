-- Every code that a county was given after another one; is_last: to this day.
{{ chained(ref('int_county_steps'), 'county_code', 'later_code') }}
