-- G13 就近划片入学, public non-boarding schools of city and town, in percent. With no one admitted it does not apply.
with items as (
    {{ items_as({'primary_nearby': 'G13.primary_nearby', 'primary_total': 'G13.primary_total', 'junior_nearby': 'G13.junior_nearby', 'junior_total': 'G13.junior_total'}) }}
)

{{ county_ratio('G13', 'primary', 'items', 'items.primary_nearby', 'items.primary_total', none_concerned=true) }}
union all
{{ county_ratio('G13', 'junior', 'items', 'items.junior_nearby', 'items.junior_total', none_concerned=true) }}
