-- V1 督导评估总分: points as scored.
{{ county_figure('V1', 'V1.points') }}
