-- Dated records of recognition (认定记录) as filed.
{{ as_corrected(
    'recognition_records',
    columns=['step', 'recorded_on', 'document', 'document_number', 'issued_by', 'conclusion', 'county_code_filed'],
    corrected={}
) }}
