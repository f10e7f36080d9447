-- Which sections each rule set judges, as it holds each year.
{{ resolved('scope', key=['school_type_code', 'stage'], columns=['students_min', 'excluded_sponsor_codes']) }}
