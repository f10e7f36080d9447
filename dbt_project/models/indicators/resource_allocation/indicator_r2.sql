-- R2 每百名学生拥有县级以上骨干教师数
-- Backbone teachers of county level or above in the section, per 100 students.
{{ section_indicator('R2', {'teachers.backbone.county_or_above': 1}) }}
