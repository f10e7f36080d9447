-- Thresholds as they hold for each rule set and year.
{{ resolved('thresholds', key=['indicator_id', 'part_id', 'stage'], columns=['operator', 'threshold', 'floor_share']) }}
