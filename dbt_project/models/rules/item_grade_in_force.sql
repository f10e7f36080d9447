-- The grades of single items as they hold for each rule set and year.
{{ resolved('item_grades', key=['indicator_id', 'grade_order'], columns=['grade_zh', 'grade_en', 'value_from', 'is_passing']) }}
