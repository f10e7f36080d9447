-- R4 生均教学及辅助用房面积
-- Teaching and auxiliary area without indoor sports area (taken out before the split), m² per student.
{{ section_indicator('R4', {'premises.teaching_auxiliary_area': 1, 'premises.indoor_sports_area': -1}) }}
