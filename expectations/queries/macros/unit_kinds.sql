-- The kind of thing that the unit of a county item measures, by its word: a figure in another kind of unit is another
-- figure. The words are those of orchestration/submissions/cells/units.py; a test holds the two together.
select unit,
    case
        when regexp_matches(unit, '元|¥|RMB') then 'money'
        when regexp_matches(unit, '百分点') then 'points of percent'
        when regexp_matches(unit, '%|％|‰|百分比|百分数|比值|小数|倍') then 'share'
        when regexp_matches(replace(unit, ' ', ''), '平|亩|公顷|㎡|[mMｍＭ](2|²|２|\^2)') then 'area'
        else 'count'
    end as kind
from (select unit_zh as unit from registry_county_items union select unit from county_facts where unit is not null)
