-- Each county that filed anything, beside each form it owes: filed in the export, or as return sheets.
with marked as (
    select
        owed.school_year,
        owed.county_code,
        owed.form as requirement,
        owed.name_zh,
        owed.name_en,
        case when owed.is_filed then 'yes' when owed.is_owed then 'no' else 'not owed' end as filed
    from {{ ref('form_owed') }} as owed
    inner join {{ ref('forms') }} as forms
        on owed.form = forms.form and forms.is_required
    inner join (
        select distinct school_year, county_code from {{ ref('received_file') }} where county_code <> ''
    ) as filing
        on {{ same('owed', 'filing', ['school_year', 'county_code']) }}
)

select
    school_year,
    county_code,
    requirement,
    name_zh,
    name_en,
    case when requirement = 'directory' then filed end as directory_filed,
    case when requirement in ('primary', 'junior', 'premises') then filed end as detail_filed,
    case when requirement not in ('directory', 'primary', 'junior', 'premises') then filed end as collection_filed,
    cast(school_year as varchar) || '/' || county_code || '/' as path
from marked
