-- S1 社会认可度: satisfied of the valid questionnaires, in percent.
with items as (
    {{ items_as({'satisfied': 'S1.satisfied', 'valid': 'S1.valid'}) }}
)

{{ county_ratio('S1', 'value', 'items', 'items.satisfied', 'items.valid') }}
