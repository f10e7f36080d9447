-- B7 生均高于规定学历教师数.
{{ section_indicator('B7', numerator='teachers_above_required', is_shared=false) }}
