-- E2 初中入学率: pupils in school, those studying elsewhere included, of the population of that age, in percent.
{{ county_ratio('E2', {'E2.in_school': 1, 'E2.in_school_elsewhere': 1}, {'E2.population': 1}) }}
