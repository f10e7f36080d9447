-- L7 生均占地面积, m² per student.
{{ section_indicator('L7', {'premises.land_area': 1}) }}
