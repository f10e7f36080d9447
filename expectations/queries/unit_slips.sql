-- Figures that a factor between units explains better than they explain themselves: cells, and whole columns.
-- What is usual: the county's median per student; last year's figure; the limits of rule_quantity_limits.
-- A figure is never converted: the finding names the factor and both readings.
with settings as (
    select
        max(case when limit_id = 'peers_minimum' then cast(value as double) end) as peers_minimum,
        max(case when limit_id = 'slip_peers' then cast(value as double) end) as near_peers,
        max(case when limit_id = 'slip_last_year' then cast(value as double) end) as near_last_year,
        max(case when limit_id = 'slip_far' then cast(value as double) end) as far,
        max(case when limit_id = 'slip_odd' then cast(value as double) end) as odd
    from rule_quality_limits
),
students_of as (
    select school_year, school_code, sum(students) as students
    from section_students()
    group by school_year, school_code
    having count(*) = count(students) and sum(students) > 0
),
quantities as (
    select school_year, county_code, school_code, 'premises' as relation, item as measure, quantity as amount,
        src_sha256, src_sheet, src_row, src_field
    from school_premises()
    union all
    select school_year, county_code, school_code, relation, src_field, value, src_sha256, src_sheet, src_row, src_field
    from facts()
    where relation = 'school_finance' and school_code is not null
),
-- `basis`: what the usual figure and the limits are multiplied by to stand beside the amount.
cells as (
    select quantities.*, limits.dimension, cast(students_of.students as double) as basis,
        cast(limits.per_student_minimum as double) as minimum, cast(limits.per_student_maximum as double) as maximum,
        limits.unit_en, limits.unit_zh
    from quantities
    inner join rule_quantity_limits as limits
        on limits.relation = quantities.relation and limits.item = quantities.measure
    left join students_of
        on students_of.school_year = quantities.school_year and students_of.school_code = quantities.school_code
    union all
    select school_year, county_code, null, 'county_facts', filed.item_code, filed.value,
        src_sha256, src_sheet, src_row, 'value', dimensions.dimension, 1,
        cast(limits.minimum as double), cast(limits.maximum as double), known.unit, known.unit_zh
    from county_facts as filed
    inner join registry_county_items as known on known.item_code = filed.item_code
    inner join rule_unit_dimensions as dimensions on dimensions.unit = known.unit
    left join rule_county_item_limits as limits on limits.item_code = filed.item_code
    union all
    -- A ratio by the form; the subjects of a county are each other's measure.
    select school_year, county_code, null, 'monitoring', subject, between_school_variation,
        src_sha256, src_sheet, src_row, 'between_school_variation', 'share', 1, 0.005, 1, '', ''
    from monitoring
),
amounts as (
    select *, cast(amount as double) as filed, case when relation = 'monitoring' then relation else measure end as kind
    from cells
    where amount > 0
),
usual as (
    select school_year, county_code, relation, kind, median(filed / basis) as per_basis, count(*) as peers,
        any_value(dimension) as dimension, any_value(minimum) as minimum, any_value(maximum) as maximum,
        min(src_sha256) as src_sha256, min(src_field) as src_field,
        any_value(unit_en) as unit_en, any_value(unit_zh) as unit_zh
    from amounts
    where basis is not null
    group by school_year, county_code, relation, kind
),
last_year as (
    select school_year + 1 as compared_year, county_code, coalesce(school_code, '') as school_code, relation, measure,
        max(filed) as filed
    from amounts
    group by school_year, county_code, school_code, relation, measure
),
-- One row per cell (`peers` null) and one per column; `usual`, `before`, `least`, `most` in the unit of `filed`.
compared as (
    select amounts.school_year, amounts.county_code, amounts.school_code, amounts.relation, amounts.measure,
        amounts.dimension, amounts.filed, amounts.unit_en, amounts.unit_zh, null as peers,
        case when usual.peers >= settings.peers_minimum then usual.per_basis * amounts.basis end as usual,
        last_year.filed as before, amounts.minimum * amounts.basis as least, amounts.maximum * amounts.basis as most,
        amounts.src_sha256, amounts.src_sheet, amounts.src_row, amounts.src_field
    from amounts
    cross join settings
    left join usual
        on usual.school_year = amounts.school_year and usual.county_code = amounts.county_code
        and usual.relation = amounts.relation and usual.kind = amounts.kind
    left join last_year
        on last_year.compared_year = amounts.school_year and last_year.county_code = amounts.county_code
        and last_year.school_code = coalesce(amounts.school_code, '')
        and last_year.relation = amounts.relation and last_year.measure = amounts.measure
    union all
    select usual.school_year, usual.county_code, null, usual.relation, usual.kind, usual.dimension, usual.per_basis,
        usual.unit_en, usual.unit_zh, usual.peers, null, before.per_basis, usual.minimum, usual.maximum,
        usual.src_sha256, null, null, usual.src_field
    from usual
    cross join settings
    left join usual as before
        on before.school_year = usual.school_year - 1 and before.county_code = usual.county_code
        and before.relation = usual.relation and before.kind = usual.kind and before.peers >= settings.peers_minimum
    where usual.peers >= settings.peers_minimum
),
odd as (
    select compared.*, case when least > 0 then sqrt(least * most) end as middle
    from compared
    cross join settings
    where filed / usual not between 1 / settings.odd and settings.odd
        or filed / before not between 1 / settings.odd and settings.odd
        or filed not between least and most
),
readings as (
    select odd.*, factors.*, settings.*,
        case when directions.way = 'small' then odd.filed * cast(factors.factor as double)
            else odd.filed / cast(factors.factor as double) end as reading,
        directions.way
    from odd
    cross join settings
    inner join rule_unit_factors as factors on factors.dimension = odd.dimension
    cross join (values ('small'), ('large')) as directions (way)
),
-- Why a reading is likelier than the figure: it is near the usual or last year's, or the only one that is possible.
explained as (
    select *,
        case
            when greatest(reading / usual, usual / reading) <= near_peers then 'peers'
            -- What is usual in the county is no slip, whatever it was last year: then the column slipped, or did then.
            when filed / coalesce(usual, middle) between 1 / far and far then null
            when greatest(reading / before, before / reading) <= near_last_year then 'last year'
            when reading between least and most and filed not between least and most then 'limits'
        end as basis_of_reading,
        coalesce(usual, middle) as likely
    from readings
    ),
best as (
    select *, case basis_of_reading when 'last year' then before else likely end as compared_with,
        row_number() over (
            partition by school_year, county_code, school_code, relation, measure, peers is null, src_sha256, src_sheet, src_row
            order by
                case basis_of_reading when 'peers' then 1 when 'last year' then 2 else 3 end,
                abs(ln(reading / coalesce(case basis_of_reading when 'last year' then before end, likely, reading))), factor
        ) as place
    from explained
    where basis_of_reading is not null
)
select school_year, county_code, school_code, relation, measure as item, src_sha256, src_sheet, src_row, src_field,
    unit_en, unit_zh, peers, cast(factor as double) as factor,
    case when peers is not null and filed >= 10 then round(filed, 2) else round(filed, 6) end as filed,
    case when reading >= 10 then round(reading, 2) else round(reading, 6) end as reading,
    case when compared_with >= 10 then round(compared_with, 2) else round(compared_with, 6) end as likely,
    case way when 'small' then '×' else '÷' end as sign,
    case way when 'small' then larger_en || ' filed where ' || smaller_en || ' is asked for'
        else smaller_en || ' filed where ' || larger_en || ' is asked for' end as slip_en,
    case way when 'small' then '应填' || smaller_zh || '而误按' || larger_zh || '填报'
        else '应填' || larger_zh || '而误按' || smaller_zh || '填报' end as slip_zh,
    case basis_of_reading when 'peers' then 'usual in the county' when 'last year' then 'last year''s'
        else 'the middle of what is possible' end as likely_en,
    case basis_of_reading when 'peers' then '县内通常值' when 'last year' then '上学年数' else '合理范围中值' end as likely_zh,
    case when peers is null then 'suspected' end as cell_unit,
    case when peers is not null then 'suspected' end as column_unit
from best
where place = 1
