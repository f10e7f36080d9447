-- R5 生均体育运动场馆面积
-- Sports ground and indoor sports area, m² per student.
-- Transition rule T2: dense city-centre schools may count rooftop and underground grounds and leased venues.
{{ section_indicator(
    'R5', numerator='sports_ground_area_m2 + indoor_sports_area_m2', is_shared=true,
    transition_rule_id='T2', extra='transition_sports_area_m2'
) }}
