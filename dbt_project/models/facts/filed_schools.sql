-- Rows of the directory (学校名录) as filed, with the corrections in force.
{{ as_corrected(
    'schools',
    columns=['school_code', 'school_name', 'school_type_code', 'school_type_name', 'sponsor_code', 'sponsor_name', 'urban_rural_code', 'county_code_filed', 'county_name_filed', 'is_counted', 'parent_school_code', 'is_boarding', 'built_year', 'township'],
    corrected={'school_name': 'varchar', 'school_type_code': 'varchar', 'sponsor_code': 'varchar', 'sponsor_name': 'varchar', 'urban_rural_code': 'varchar', 'county_name_filed': 'varchar', 'is_counted': 'boolean', 'parent_school_code': 'varchar', 'is_boarding': 'boolean', 'built_year': 'integer'}
) }}
