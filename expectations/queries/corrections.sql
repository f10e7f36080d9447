-- Corrections of corrections.yaml that hold no more, and that no later entry for the same cell renews.
select
    correction_id,
    school_year,
    county_code,
    min(school_code) as school_code,
    min(relation) as relation,
    min(path) as path,
    min(sheet) as src_sheet,
    min(cell) as cell,
    min(src_sha256) as src_sha256,
    min(src_row) as src_row,
    min(src_field) as src_field,
    min(original) as original,
    min(corrected) as corrected,
    min(expires_on) as expires_on,
    case
        when min(status) = 'expired' and (path, sheet, cell) in (
            select (path, sheet, cell) from corrections where status = 'applied'
        ) then 'renewed'
        else min(status)
    end as standing
from corrections
group by correction_id, school_year, county_code, path, sheet, cell
