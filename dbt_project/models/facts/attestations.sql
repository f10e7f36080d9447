-- Attested indicators, one row per indicator.
{{ wide_rows('attestations', key=['indicator_id'], columns=['conclusion', 'document', 'document_number', 'document_date', 'filer', 'reviewer'], quarantinable=['conclusion']) }}
