-- Every code that stands, or once stood, in the place of a school whose code ended; is_last: to this day.
{{ chained(ref('int_school_steps'), 'school_code', 'later_code') }}
