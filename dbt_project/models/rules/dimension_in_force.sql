-- Dimensions of each rule set as they hold each year.
{{ resolved('dimensions', key=['dimension_id'], columns=['dimension_order', 'indicators_expected']) }}
