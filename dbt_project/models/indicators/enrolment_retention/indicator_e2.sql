-- E2 初中入学率: pupils in school, those studying elsewhere included, of the population of that age, in percent.
with items as (
    {{ items_as({
        'in_school': 'E2.in_school',
        'elsewhere': 'E2.in_school_elsewhere',
        'population': 'E2.population'
    }) }}
)

{{ county_ratio(
    'E2', 'value', 'items',
    'items.in_school + items.elsewhere',
    'items.population'
) }}
