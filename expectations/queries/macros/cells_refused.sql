-- The addresses of cells that the reader refused.
select distinct src_sha256, src_sheet, src_row, src_field
from refusals
where scope = 'cell' and src_field is not null
