-- Indicators whose differences between schools each rule set looks at.
{{ resolved('balance_indicators', key=['indicator_id'], columns=[]) }}
