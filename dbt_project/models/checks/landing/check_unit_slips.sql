-- Figures that a factor between units explains better than they explain themselves: cells, and whole columns.
-- What is usual: the county's median per student; last year's figure; the limits of quantity_limits.
-- A figure is never converted: the finding names the factor and both readings.
with students_of as (
    select school_year, school_code, sum(students) as students
    from {{ ref('section_students') }}
    group by school_year, school_code
    having count(*) = count(students) and sum(students) > 0
),

-- `basis`: what the usual figure and the limits are multiplied by to stand beside the amount
cells as (
    select
        figures.school_year, figures.county_code, figures.school_code, figures.relation, figures.measure,
        cast(figures.amount as double) as filed,
        limits.dimension,
        cast(students_of.students as double) as basis,
        limits.per_student_minimum as minimum,
        limits.per_student_maximum as maximum,
        limits.unit_en, limits.unit_zh,
        figures.src_sha256, figures.src_sheet, figures.src_row, figures.src_field,
        figures.measure as kind
    from {{ ref('measured_figure') }} as figures
    inner join {{ ref('quantity_limits') }} as limits
        on figures.relation = limits.relation and figures.measure = limits.item
    left join students_of
        on {{ same('figures', 'students_of', ['school_year', 'school_code']) }}
    union all
    select
        filed.school_year, filed.county_code, cast(null as varchar) as school_code, 'county_facts' as relation,
        filed.item_code as measure,
        cast(filed.value as double) as filed,
        dimensions.dimension,
        1 as basis,
        limits.minimum,
        limits.maximum,
        known.unit as unit_en, known.unit_zh,
        filed.src_sha256, filed.src_sheet, filed.src_row, 'value' as src_field,
        filed.item_code as kind
    from {{ ref('filed_county_facts') }} as filed
    inner join {{ ref('county_items') }} as known
        on filed.item_code = known.item_code
    inner join {{ ref('unit_dimensions') }} as dimensions
        on known.unit = dimensions.unit
    left join {{ ref('county_item_limits') }} as limits
        on filed.item_code = limits.item_code
    union all
    -- a ratio by the form; the subjects of a county are each other's measure
    select
        monitoring.school_year, monitoring.county_code, cast(null as varchar) as school_code, limits.relation,
        monitoring.subject as measure,
        cast(monitoring.between_school_variation as double) as filed,
        limits.dimension,
        1 as basis,
        limits.per_student_minimum as minimum,
        limits.per_student_maximum as maximum,
        limits.unit_en, limits.unit_zh,
        monitoring.src_sha256, monitoring.src_sheet, monitoring.src_row, limits.item as src_field,
        limits.relation as kind
    from {{ ref('filed_monitoring') }} as monitoring
    inner join {{ ref('quantity_limits') }} as limits
        on limits.relation = 'monitoring' and limits.item = 'between_school_variation'
),

amounts as (
    select * from cells where filed > 0
),

usual as (
    select
        school_year, county_code, relation, kind,
        {{ median_of('filed / basis') }} as per_basis,
        count(*) as peers,
        min(dimension) as dimension,
        min(minimum) as minimum,
        min(maximum) as maximum,
        min(src_sha256) as src_sha256,
        min(src_field) as src_field,
        min(unit_en) as unit_en,
        min(unit_zh) as unit_zh
    from amounts
    where basis is not null
    group by school_year, county_code, relation, kind
),

last_year as (
    select
        school_year + 1 as compared_year, county_code, coalesce(school_code, '') as school_code, relation, measure,
        max(filed) as filed
    from amounts
    group by school_year, county_code, school_code, relation, measure
),

-- one row per cell (`peers` null) and one per column; `usual`, `before`, `lowest`, `highest` in the unit of `filed`
compared as (
    select
        amounts.school_year, amounts.county_code, amounts.school_code, amounts.relation, amounts.measure,
        amounts.dimension, amounts.filed, amounts.unit_en, amounts.unit_zh,
        cast(null as bigint) as peers,
        case when usual.peers >= {{ quality_limit('peers_minimum') }} then usual.per_basis * amounts.basis end as usual,
        last_year.filed as before,
        amounts.minimum * amounts.basis as lowest,
        amounts.maximum * amounts.basis as highest,
        amounts.src_sha256, amounts.src_sheet, amounts.src_row, amounts.src_field
    from amounts
    left join usual
        on {{ same('amounts', 'usual', ['school_year', 'county_code', 'relation', 'kind']) }}
    left join last_year
        on amounts.school_year = last_year.compared_year
        and {{ same('amounts', 'last_year', ['county_code', 'relation', 'measure']) }}
        and coalesce(amounts.school_code, '') = last_year.school_code
    union all
    select
        usual.school_year, usual.county_code, cast(null as varchar) as school_code, usual.relation,
        usual.kind as measure, usual.dimension, usual.per_basis as filed, usual.unit_en, usual.unit_zh,
        usual.peers,
        cast(null as double) as usual,
        before.per_basis as before,
        usual.minimum as lowest,
        usual.maximum as highest,
        usual.src_sha256, cast(null as varchar) as src_sheet, cast(null as integer) as src_row, usual.src_field
    from usual
    left join usual as before
        on usual.school_year = before.school_year + 1
        and {{ same('usual', 'before', ['county_code', 'relation', 'kind']) }}
        and before.peers >= {{ quality_limit('peers_minimum') }}
    where usual.peers >= {{ quality_limit('peers_minimum') }}
),

doubtful as (
    select
        compared.*,
        coalesce(compared.usual, case when compared.lowest > 0 then sqrt(compared.lowest * compared.highest) end) as likely
    from compared
    where compared.filed / compared.usual not between 1 / {{ quality_limit('slip_odd') }} and {{ quality_limit('slip_odd') }}
        or compared.filed / compared.before not between 1 / {{ quality_limit('slip_odd') }} and {{ quality_limit('slip_odd') }}
        or compared.filed not between compared.lowest and compared.highest
),

readings as (
    select
        doubtful.*,
        factors.factor, factors.larger_en, factors.larger_zh, factors.smaller_en, factors.smaller_zh,
        directions.way,
        case when directions.way = 'small' then doubtful.filed * factors.factor else doubtful.filed / factors.factor end
            as reading
    from doubtful
    inner join {{ ref('unit_factors') }} as factors
        on doubtful.dimension = factors.dimension
    cross join (select 'small' as way union all select 'large' as way) as directions
),

-- why a reading is likelier than the figure: it is near the usual or last year's, or the only one that is possible
explained as (
    select
        *,
        case
            when greatest(reading / usual, usual / reading) <= {{ quality_limit('slip_peers') }} then 'peers'
            -- what is usual in the county is no slip, whatever it was last year: then the column slipped, or did then
            when filed / likely between 1 / {{ quality_limit('slip_far') }} and {{ quality_limit('slip_far') }} then null
            when greatest(reading / before, before / reading) <= {{ quality_limit('slip_last_year') }} then 'last year'
            when reading between lowest and highest and filed not between lowest and highest then 'limits'
        end as basis_of_reading
    from readings
),

best as (
    select
        *,
        case basis_of_reading when 'last year' then before else likely end as compared_with,
        row_number() over (
            partition by
                school_year, county_code, school_code, relation, measure, peers is null, src_sha256, src_sheet, src_row
            order by
                case basis_of_reading when 'peers' then 1 when 'last year' then 2 else 3 end,
                abs(ln(reading / coalesce(case basis_of_reading when 'last year' then before end, likely, reading))),
                factor
        ) as place
    from explained
    where basis_of_reading is not null
)

select
    school_year,
    county_code,
    school_code,
    relation,
    measure as item,
    src_sha256,
    src_sheet,
    src_row,
    src_field,
    unit_en,
    unit_zh,
    peers,
    factor,
    case when peers is not null and filed >= 10 then round(filed, 2) else round(filed, 6) end as filed,
    case when reading >= 10 then round(reading, 2) else round(reading, 6) end as reading,
    case when compared_with >= 10 then round(compared_with, 2) else round(compared_with, 6) end as likely,
    case way when 'small' then '×' else '÷' end as sign,
    case way
        when 'small' then larger_en || ' filed where ' || smaller_en || ' is asked for'
        else smaller_en || ' filed where ' || larger_en || ' is asked for'
    end as slip_en,
    case way
        when 'small' then '应填' || smaller_zh || '而误按' || larger_zh || '填报'
        else '应填' || larger_zh || '而误按' || smaller_zh || '填报'
    end as slip_zh,
    case basis_of_reading
        when 'peers' then 'usual in the county'
        when 'last year' then 'last year''s'
        else 'the middle of what is possible'
    end as likely_en,
    case basis_of_reading when 'peers' then '县内通常值' when 'last year' then '上学年数' else '合理范围中值' end
        as likely_zh,
    case when peers is null then 'suspected' end as cell_unit,
    case when peers is not null then 'suspected' end as column_unit
from best
where place = 1
