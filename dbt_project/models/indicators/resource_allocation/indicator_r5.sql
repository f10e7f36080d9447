-- R5 生均体育运动场馆面积
-- Sports ground and indoor sports area, m² per student.
{{ section_indicator('R5', numerator='sports_ground_area_m2 + indoor_sports_area_m2', is_shared=true) }}
