"""What a cell shows of its number, by number format.

What belongs here: codes of formats and the figures shown. What does not: files that hold them
(`files/test_figures_shown`).
"""

from __future__ import annotations

import pytest

from orchestration.submissions.cells.number_format import changes_figures, figure_shown

MONEY = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0%", 0.18, "18%"),
        ("0.00%", 0.9940000000000001, "99.4%"),
        ("0%", 0.1834, "18.34%"),  # digits that are not shown are kept
        ("0%", 0.0, "0%"),
        ("#,##0.0%", 12.5, "1250%"),
        ("0%_);[Red](0%)", -0.18, "-18%"),
        ("[Red]0.0%;[Blue]-0.0%", 0.18, "18%"),
        ("%0", 0.18, "18%"),
        ("0 %", 0.18, "18%"),
        ("General%", 0.07, "7%"),
        ("0%%", 0.18, "1800%%"),
        # Quoted and escaped, it is shown and scales nothing.
        ('0"%"', 18.0, "18%"),
        (r"0\%", 18.0, "18%"),
        ("0!%", 18.0, "18%"),
        ("0％", 18.0, "18%"),
        ('0.0"‰"', 18.0, "18‰"),
        ('0.0"‰",\n%%%', 0.0065, "6.5‰"),
        ('0%"左右"', 0.18, "18%左右"),
        # Commas behind the last digit take thousands away; those between digits set them apart.
        ("0.0,", 1234567.0, 1234.567),
        ("#,##0,", 1234567.0, 1234.567),
        ("0,,", 1e9, 1000.0),
        ("0,.00", 1234567.0, 1234.567),
        ("0,.0%", 0.5, "0.05%"),
        ("#,##0.00", 1234567.0, 1234567.0),
        ('0.0,"千元"', 1234567.0, "1234.567千元"),
        # A point that is none.
        ('0!.0,"万"', 123456.0, "12.3456万"),
        (r"0\.0,", 123456.0, 12.3456),
        ('0"."0,万元', 123456.0, "12.3456万元"),
        ("0!.0000", 123456.0, 12.3456),
        # Sections and their conditions.
        ("[>1]0%;0", 1.5, "150%"),
        ("[>1]0%;0", 0.5, 0.5),
        ("[<=1]0%;0", 0.18, "18%"),
        ("[<=1]0%;0", 18.0, 18.0),
        ('[>=10000]0!.0,"万";0', 123456.0, "12.3456万"),
        ('[>=10000]0!.0,"万";0', 9999.0, 9999.0),
        ("0;-0%", -0.5, "-50%"),
        ("0;-0%", 0.5, 0.5),
        ("0%;-0%;0", 0.0, 0.0),
        ('0%;"";;@', 0.18, "18%"),
        ("[=1]0%;[=2]0,;0", 5000.0, 5000.0),
        ("[=1]0%;[=2]0,", 5000.0, 5000.0),
        ("[>1]0%", 0.5, 0.5),
        # What only takes room, colours, fills, or counts one by one.
        ("0_%", 12.0, 12.0),
        ("0*%", 12.0, 12.0),
        ('0"人"', 12.0, 12.0),
        ("[DBNum1][$-804]0", 12.0, 12.0),
        ("[$¥-804]#,##0.00", 12.0, 12.0),
        (MONEY, 12.0, 12.0),
        ("0.00E+00", 12.0, 12.0),
        ("# ?/?", 0.5, 0.5),
        ("000-0000", 12.0, 12.0),
        ("@", 12.0, 12.0),
        ("", 12.0, 12.0),
        ("yyyy/m/d", 45000.0, 45000.0),
        ('[h]:mm"%"', 0.5, 0.5),
        # A unit that decides what the figure means.
        ('0.00"万元"', 12.0, "12万元"),
        ('0"元"', 12.0, "12元"),
        ('0"亩"', 12.0, "12亩"),
        ('0"万人"', 12.0, "12万人"),
        ("0[$%]", 18.0, "18%"),
    ],
)
def test_what_a_cell_shows(code: str, value: float, shown: float | str) -> None:
    assert figure_shown(value, code) == shown
    assert type(figure_shown(value, code)) is type(shown)
    assert changes_figures(code) or shown == value


@pytest.mark.parametrize("code", ["General", "0", "0.00", "#,##0.00", "@", MONEY, "yyyy-mm-dd", "0_%", ""])
def test_common_formats_change_nothing(code: str) -> None:
    assert not changes_figures(code)
