-- Every section indicator of the registry in the one long shape.
{{ united(env_var('JUNHENG_SECTION_INDICATORS')) }}
