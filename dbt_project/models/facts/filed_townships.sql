-- Figures of townships (乡镇控辍保学) as filed.
{{ as_corrected(
    'townships',
    columns=[
        'township', 'primary_in_school', 'primary_in_school_elsewhere', 'primary_population', 'junior_in_school', 'junior_in_school_elsewhere', 'junior_population', 'primary_dropped_out', 'primary_students', 'junior_dropped_out', 'junior_students', 'junior_graduates', 'junior_transferred_in', 'junior_transferred_out', 'junior_grade7', 'junior_deaths'
    ],
    corrected={}
) }}
