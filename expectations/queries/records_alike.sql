-- Each school's figures of a stage, and its premises, as one record: a copy of a neighbour's, blank, or last year's?
-- Below the records one row per sheet: the share of its figures that are last year's.
with filed as (
    select school_year, county_code, school_code, src_shape, src_sha256, src_sheet, src_row, src_field, relation, fact, value,
        case when relation = 'premises' then 'premises' else split_part(fact, ' ', 1) end as part
    from facts()
    where school_code is not null and relation <> 'school_finance' and src_shape in ('export', 'return')
),
cells as (
    -- A cell that could not be read is no blank: it has a finding of its own.
    select filed.*, parts.chief_fact, parts.different_minimum, parts.what_en, parts.what_zh,
        filed.value is null and refused.src_field is null as is_blank
    from filed
    inner join rule_record_parts as parts on parts.part = filed.part
    left join cells_refused() as refused
        on refused.src_sha256 = filed.src_sha256 and refused.src_sheet = filed.src_sheet
        and refused.src_row = filed.src_row and refused.src_field = filed.src_field
),
records as (
    select school_year, county_code, school_code, src_shape, part,
        -- A file sent twice makes one record, not two.
        count(distinct fact) as cells,
        count(distinct fact) - count(distinct fact) filter (where not is_blank) as cells_blank,
        count(distinct value) filter (where value <> 0) as different_figures,
        bit_xor(distinct hash(fact, value)) filter (where value <> 0) as fingerprint,
        -- A record's findings stand at its first blank cell, else at its chief figure.
        min({
            'standing': case when is_blank then 1 when fact = chief_fact then 2 else 3 end,
            'src_sha256': src_sha256, 'src_sheet': src_sheet, 'src_row': src_row,
            'relation': relation, 'src_field': src_field
        }) as place,
        any_value(cast(different_minimum as integer)) as different_minimum,
        any_value(what_en) as what_en, any_value(what_zh) as what_zh
    from cells
    group by school_year, county_code, school_code, src_shape, part
),
-- A few equal figures are chance: only records of many different ones can be told from one another.
alike as (
    select school_year, county_code, src_shape, part, fingerprint,
        min(school_code) as first_code, max(school_code) as last_code
    from records
    where different_figures >= different_minimum
    group by school_year, county_code, src_shape, part, fingerprint
    having count(*) > 1
),
last_year as (
    select school_year + 1 as compared_year, school_code, relation, fact,
        coalesce(max(value) filter (where src_shape = 'export'), max(value)) as value
    from filed
    group by school_year, school_code, relation, fact
),
sheets as (
    select filed.school_year, filed.county_code, filed.src_sha256, filed.src_sheet,
        count(*) as figures, count(*) filter (where filed.value = last_year.value) as figures_same
    from filed
    inner join last_year
        on last_year.compared_year = filed.school_year and last_year.school_code = filed.school_code
        and last_year.relation = filed.relation and last_year.fact = filed.fact
    -- What is zero in both years says nothing.
    where filed.value <> 0 or last_year.value <> 0
    group by filed.school_year, filed.county_code, filed.src_sha256, filed.src_sheet
    having count(*) >= (select cast(value as integer) from rule_quality_limits where limit_id = 'identical_figures')
)
select records.school_year, records.county_code, records.school_code, records.place.relation,
    records.place.src_sha256, records.place.src_sheet, records.place.src_row, records.place.src_field,
    records.part, records.what_en, records.what_zh, records.cells, records.cells_blank,
    records.different_figures,
    case
        when records.different_figures < records.different_minimum then null
        when alike.fingerprint is null then 'none'
        when alike.first_code <> records.school_code then alike.first_code
        else alike.last_code
    end as twin_code,
    case
        when records.cells_blank = records.cells then 'blank'
        when records.cells_blank > 0 then 'partly blank'
        else 'filled'
    end as filling,
    null as figures, null as figures_same, null as identical_excess
from records
left join alike
    on alike.school_year = records.school_year and alike.county_code = records.county_code
    and alike.src_shape = records.src_shape and alike.part = records.part and alike.fingerprint = records.fingerprint
union all
select school_year, county_code, null, null, src_sha256, src_sheet, null, null,
    'sheet', null, null, null, null, null, null, null, figures, figures_same,
    case
        when figures_same >= figures * (select cast(value as double) from rule_quality_limits where limit_id = 'identical_share')
            then round(100.0 * figures_same / figures, 1)
        else 0
    end
from sheets
