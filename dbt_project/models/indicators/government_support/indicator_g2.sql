-- G2 四统一: attested; the quotas are parts that a local rule set may set limits for.
{{ config(meta={'optional_parts': ['quota_primary', 'quota_junior']}) }}
{{ attested('G2') }}
union all
{{ county_figure('G2', 'G2.quota_primary', part_id='quota_primary') }}
union all
{{ county_figure('G2', 'G2.quota_junior', part_id='quota_junior') }}
