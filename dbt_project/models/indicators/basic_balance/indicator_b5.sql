-- B5 生均图书册数.
{{ section_indicator('B5', numerator='books', is_shared=true) }}
