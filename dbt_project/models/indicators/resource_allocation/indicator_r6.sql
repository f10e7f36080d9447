-- R6 生均教学仪器设备值
-- Value of teaching equipment, yuan per student.
{{ section_indicator('R6', {'premises.equipment_value': 1}) }}
