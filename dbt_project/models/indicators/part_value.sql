-- Every school and county indicator of the registry, part by part.
{{ united(env_var('JUNHENG_PART_INDICATORS')) }}
