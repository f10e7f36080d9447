-- Full-time teachers of each school and stage.
select school_year, county_code, school_code, stage, teachers, src_sha256, src_sheet, src_row, src_field
from {{ ref('teachers') }}
where attribute = 'all'
