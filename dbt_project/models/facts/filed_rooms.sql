-- Rooms of the room lists as filed, with the corrections in force.
{{ as_corrected(
    'rooms',
    columns=['school_code', 'kind', 'room_name', 'area_m2', 'built_year'],
    corrected={'kind': 'varchar', 'room_name': 'varchar', 'area_m2': 'decimal(20, 6)', 'built_year': 'integer'}
) }}
