-- P12 学前教育社会认可度: questionnaires satisfied of those valid, in percent.
{{ county_ratio('P12', {'P12.satisfied': 1}, {'P12.valid': 1}) }}
