-- B2 生均体育运动场馆面积, m² per student.
{{ section_indicator('B2', {'premises.sports_ground_area': 1, 'premises.indoor_sports_area': 1}) }}
