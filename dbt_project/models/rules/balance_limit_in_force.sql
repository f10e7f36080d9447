-- Limits of the differences between schools as they hold for each rule set and year.
{{ resolved('balance_limits', key=['stage', 'indicator_id'], columns=['operator', 'cv_limit', 'decimals_published']) }}
