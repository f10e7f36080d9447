-- S1 社会认可度: satisfied of the valid questionnaires, in percent.
{{ county_ratio('S1', {'S1.satisfied': 1}, {'S1.valid': 1}) }}
