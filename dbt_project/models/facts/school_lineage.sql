-- Every code that stands, or once stood, in the place of a school whose code ended; is_last: to this day.
{{ config(materialized='table') }}
{{ chained(ref('school_step'), 'school_code', 'later_code') }}
