-- T2 近视率年降幅, in percentage points, as filed.
{{ county_figure('T2', 'T2.myopia_fall_points') }}
