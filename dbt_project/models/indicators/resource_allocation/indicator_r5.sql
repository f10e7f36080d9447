-- R5 生均体育运动场馆面积
-- Sports ground and indoor sports area, m² per student.
-- Transition rule T2: dense city-centre schools may count rooftop and underground grounds and leased venues.
{{ section_indicator('R5', {
    'premises.sports_ground_area': 1, 'premises.indoor_sports_area': 1,
    'premises.rooftop_underground_area': 1, 'premises.leased_venue_area': 1
}) }}
