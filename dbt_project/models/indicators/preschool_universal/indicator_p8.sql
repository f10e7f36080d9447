-- P8 普惠性民办园生均财政补助标准, yuan per child, as filed.
{{ county_figure('P8', 'P8.subsidy_affordable') }}
