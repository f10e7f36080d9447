-- B3 生均教学仪器设备值, yuan per student.
{{ section_indicator('B3', {'premises.equipment_value': 1}) }}
