-- Sections whose value stands exactly on its threshold, counted by county, stage and indicator.
-- Thresholds, multipliers and qualifications are the registry's. Shared premises of combined schools are split by
-- the models, not here: of premises only schools with one stage are looked at.
with parts as (
    select indicator_id, relation, stages.stage, stages.stage || ' ' || fact as fact, cast(sign as integer) as sign
    from rule_ratio_parts
    cross join (select distinct stage from registry_qualifications) as stages
    where relation = 'teachers'
    union all
    select indicator_id, relation, stages.stage, fact, cast(sign as integer)
    from rule_ratio_parts
    cross join (select distinct stage from registry_qualifications) as stages
    where relation = 'premises'
    union all
    select 'R1', 'teachers', stage, stage || ' qualification ' || qualification, 1
    from registry_qualifications
    where is_above_required = 'true'
),
amounts as (
    select school_year, school_code, relation, fact,
        coalesce(max(value) filter (where src_shape = 'export'), max(value)) as value
    from facts()
    where (relation, fact) in (select relation, fact from parts)
    group by school_year, school_code, relation, fact
),
single_stage as (
    select schools.school_year, schools.school_code
    from (select distinct school_year, school_code, school_type_code from schools) as schools
    inner join registry_school_type_stages as taught on taught.school_type_code = schools.school_type_code
    group by schools.school_year, schools.school_code
    having count(distinct taught.stage) = 1
),
ratios as (
    select sections.school_year, sections.county_code, sections.school_code, sections.stage, parts.indicator_id,
        sum(parts.sign * amounts.value) * any_value(cast(indicators.multiplier as double)) / sections.students as ratio,
        any_value(sections.src_sha256) as src_sha256, any_value(sections.src_sheet) as src_sheet,
        any_value(sections.src_row) as src_row, any_value(sections.src_field) as src_field
    from section_students() as sections
    inner join parts on parts.stage = sections.stage
    inner join amounts
        on amounts.school_year = sections.school_year and amounts.school_code = sections.school_code
        and amounts.relation = parts.relation and amounts.fact = parts.fact
    inner join registry_indicators as indicators on indicators.indicator_id = parts.indicator_id
    left join single_stage
        on single_stage.school_year = sections.school_year and single_stage.school_code = sections.school_code
    where sections.students > 0 and (parts.relation <> 'premises' or single_stage.school_code is not null)
    group by sections.school_year, sections.county_code, sections.school_code, sections.stage, sections.students,
        parts.indicator_id
),
marked as (
    select ratios.*, limits.threshold,
        row_number() over (
            partition by ratios.school_year, ratios.county_code, ratios.stage, ratios.indicator_id
            order by limits.threshold is null, ratios.src_sha256, ratios.src_sheet, ratios.src_row, ratios.school_code
        ) as place
    from ratios
    left join (
        select distinct indicator_id, stage, cast(threshold as double) as threshold,
            cast(valid_from_year as integer) as valid_from_year, cast(valid_to_year as integer) as valid_to_year
        from registry_thresholds
        where part_id = 'value'
    ) as limits
        on limits.indicator_id = ratios.indicator_id and limits.stage = ratios.stage
        and ratios.school_year between limits.valid_from_year and limits.valid_to_year
        and abs(ratios.ratio - limits.threshold) <= limits.threshold
            * (select cast(value as double) from rule_quality_limits where limit_id = 'threshold_nearness')
),
counted as (
    select school_year, county_code, stage, indicator_id,
        count(distinct school_code) as sections, count(distinct school_code) filter (where threshold is not null) as sections_on,
        min(threshold) as threshold,
        string_agg(distinct school_code, ', ' order by school_code) filter (where threshold is not null) as school_codes
    from marked
    group by school_year, county_code, stage, indicator_id
)
select counted.school_year, counted.county_code, counted.stage, counted.indicator_id, counted.sections,
    counted.sections_on, counted.threshold, counted.school_codes,
    case
        when counted.sections_on >= (select cast(value as integer) from rule_quality_limits where limit_id = 'threshold_sections')
            and counted.sections_on >= counted.sections
                * (select cast(value as double) from rule_quality_limits where limit_id = 'threshold_share')
            then counted.sections_on
        else 0
    end as sections_suspected,
    'enrolment' as relation, first_cells.src_sha256, first_cells.src_sheet, first_cells.src_row, first_cells.src_field
from counted
inner join marked as first_cells
    on first_cells.school_year = counted.school_year and first_cells.county_code = counted.county_code
    and first_cells.stage = counted.stage and first_cells.indicator_id = counted.indicator_id
    and first_cells.place = 1
