-- Where a field stands: the name of its file, its sheet and column, and its row where that is not the landing row's own.
select fields.school_year, fields.county_code, fields.sha256, fields.sheet, fields.relation, fields.field, fields."row",
    fields."column", regexp_extract(files.path, '[^/]+$') as file
from submission_fields as fields
inner join submissions as files
    on files.school_year = fields.school_year
    and files.county_code = fields.county_code
    and files.sha256 = fields.sha256
    -- Of files with the same bytes one was read.
    and files.status <> 'duplicate'
