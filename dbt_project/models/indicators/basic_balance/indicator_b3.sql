-- B3 生均教学仪器设备值, yuan per student.
{{ section_indicator('B3', numerator='equipment_value_yuan', is_shared=true) }}
