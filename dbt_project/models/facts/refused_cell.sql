-- The addresses of cells that the reader refused: none of them is a blank.
select distinct src_sha256, src_sheet, src_row, src_field
from {{ source('landing', 'refusals') }}
where scope = 'cell' and src_field is not null
