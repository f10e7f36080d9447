-- L3 超过50人的普通高中班级数, as filed; there must be none.
{{ county_figure('L3', 'L3.senior_classes_over_50') }}
