-- Every code that a county was given after another one; is_last: to this day.
{{ config(materialized='table') }}
{{ chained(ref('recoding'), 'county_code', 'later_code') }}
