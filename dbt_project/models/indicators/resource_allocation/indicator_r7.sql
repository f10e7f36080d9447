-- R7 每百名学生拥有网络多媒体教室数
-- Networked multimedia classrooms, per 100 students.
{{ section_indicator('R7', {'premises.multimedia_classrooms': 1}) }}
