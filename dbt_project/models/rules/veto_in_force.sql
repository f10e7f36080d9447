-- Veto items of each rule set as they hold each year.
{{ resolved('veto_items', key=['veto_id'], columns=['veto_order', 'name_zh']) }}
