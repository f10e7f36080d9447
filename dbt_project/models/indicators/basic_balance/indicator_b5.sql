-- B5 生均图书册数.
{{ section_indicator('B5', {'premises.books': 1}) }}
