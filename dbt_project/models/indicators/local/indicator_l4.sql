-- L4 符合条件随迁子女免试、免费、就近入学率, in percent.
{{ county_ratio('L4', {'L4.admitted': 1}, {'G15.migrant_total': 1}, none_concerned=true) }}
