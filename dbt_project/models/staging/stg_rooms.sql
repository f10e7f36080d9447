-- Music and art rooms as filed, one row per room; the area of a quarantined room is unknown.
{{ wide_rows('rooms', key=['src_sha256', 'src_sheet', 'src_row'], columns=['school_code', 'kind', 'room_name', 'area_m2', 'built_year'], quarantinable=['area_m2'], correctable={'kind': 'varchar', 'room_name': 'varchar', 'area_m2': 'decimal(20, 6)', 'built_year': 'integer'}) }}
