-- Everything that could not be read, with the kind of fault (seed refusal_codes) and its words in Chinese.
-- What a correction in force fills is closed.
select
    refusals.school_year,
    refusals.county_code,
    refusals.path,
    refusals.scope,
    refusals.code,
    refusals.relation,
    refusals.field,
    refusals.school_code,
    refusals.cell,
    refusals.raw,
    refusals.message,
    refusals.remedy,
    refusals.src_sha256,
    refusals.src_sheet,
    refusals.src_row,
    coalesce(refusals.src_field, refusals.field) as src_field,
    case
        when codes.code is null then 'unlisted'
        -- A code that cannot be read makes the row's key unreadable, or is one attribute among others.
        when codes.fault = 'code' and (refusals.scope = 'row' or refusals.field like '%school_code')
            and coalesce(refusals.field, '') not in ('parent_school_code', 'other_school_code')
            and coalesce(refusals.relation, '') <> 'ledger_records' then 'key'
        when codes.fault = 'code' then 'value'
        when codes.fault = 'number' and refusals.relation in ('schools', 'changes', 'attestations', 'vetoes', 'ledger_records')
            then 'value'
        else codes.fault
    end as fault,
    coalesce(codes.meaning_zh, '无法读取') as meaning_zh,
    coalesce(codes.remedy_zh, '请联系数据工程人员') as remedy_zh
from {{ source('landing', 'refusals') }} as refusals
left join {{ ref('refusal_codes') }} as codes
    on refusals.code = codes.code
where refusals.correction_id is null
