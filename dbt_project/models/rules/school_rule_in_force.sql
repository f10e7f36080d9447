-- How many indicators a section must meet, as it holds for each rule set and year.
{{ resolved('school_rules', key=['dimension_id', 'stage'], columns=['indicators', 'indicators_required']) }}
