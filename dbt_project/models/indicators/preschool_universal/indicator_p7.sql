-- P7 公办园生均公用经费财政拨款标准, yuan per child, as filed.
{{ county_figure('P7', 'P7.quota_public') }}
