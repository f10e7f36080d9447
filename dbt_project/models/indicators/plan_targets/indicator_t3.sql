-- T3 安全文明校园占比, in percent.
{{ county_ratio('T3', {'T3.safe_campuses': 1}, {'T3.campuses': 1}) }}
