-- G2 四统一: attested; the quotas are parts that a local rule set may set limits for.
with items as (
    {{ items_as({'quota_primary': 'G2.quota_primary', 'quota_junior': 'G2.quota_junior'}) }}
)

{{ attested('G2') }}
union all
{{ county_figure('G2', 'quota_primary', 'items', 'items.quota_primary') }}
union all
{{ county_figure('G2', 'quota_junior', 'items', 'items.quota_junior') }}
