-- R6 生均教学仪器设备值
-- Value of teaching equipment, yuan per student.
{{ section_indicator('R6', numerator='equipment_value_yuan', is_shared=true) }}
