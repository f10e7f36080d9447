-- E1 小学入学率: pupils in school, those studying elsewhere included, of the population of that age, in percent.
with items as (
    {{ items_as({
        'in_school': 'E1.in_school',
        'elsewhere': 'E1.in_school_elsewhere',
        'population': 'E1.population'
    }) }}
)

{{ county_ratio(
    'E1', 'value', 'items',
    'items.in_school + items.elsewhere',
    'items.population'
) }}
