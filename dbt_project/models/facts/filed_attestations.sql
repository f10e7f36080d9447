-- Attested indicators as filed.
{{ as_corrected(
    'attestations',
    columns=['indicator_id', 'conclusion', 'document', 'document_number', 'document_date', 'filer', 'reviewer'],
    corrected={}
) }}
