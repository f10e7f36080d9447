"""What could not be read, said so that the sender can mend it. It lands in the relation `refusals`.

What belongs here: the rejection record, its codes and their remedies. What does
not: plausibility findings (those are `expectations/`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.submissions.cells.masking import masked

#: Code → what the sender does about it. `refusals.code` holds no other value.
REMEDIES: dict[str, str] = {
    # folders
    "FOLDER_NOT_A_YEAR": "Name the folder by the school year, four digits: 2024 is 2024-09 to 2025-08.",
    "FOLDER_NOT_A_COUNTY": "Name the folder by the county's six digits of GB/T 2260, which do not end in 00.",
    "EMPTY_FOLDER": "Put the county's filings into the folder, or remove it.",
    "STRAY_FILE": "Move the file to <school_year>/<county_code>/, or remove it.",
    "STRAY_FOLDER": "Move the files directly into <school_year>/<county_code>/, or remove the folder.",
    "LINK": "Put the file or folder itself there instead of a link.",
    "UNPRINTABLE_NAME": "Rename the file, in characters of UTF-8 that can be printed.",
    "MANIFEST_FAULT": "Correct the key in manifest.yaml; till then the files are read as without it.",
    # corrections, explanations, ledgers
    "CORRECTIONS_FAULT": "Mend the entry in corrections.yaml; till then the cell counts as filed.",
    "CORRECTION_UNMET": "Write as original what stands in the cell, or remove the entry if it was refiled.",
    "CORRECTION_NO_CELL": "Name file, sheet and cell of a figure that is read; the finding names them.",
    "CORRECTION_OF_KEY": "Have the filing corrected and sent again; keys and attestations are not corrected.",
    "CORRECTION_UNAPPROVED": "Have the correction approved by another person than the one who asks for it.",
    "CORRECTION_REASON": "Give one of the reasons of the registry: correction_reasons.csv.",
    "CORRECTION_UNREADABLE": "Write the corrected value as the cell would hold it, in the cell's own unit.",
    "CORRECTION_TWICE": "Keep one correction of the cell in corrections.yaml.",
    "EXPLANATIONS_FAULT": "Mend the entry in explanations.yaml; till then the finding stays open.",
    "LEDGER_FAULT": "Mend the entry in ledger.yaml; till then the ledger is as without it.",
    # files
    "EMPTY_FILE": "The file has no content: send it again.",
    "TRUNCATED_FILE": "The file is cut short or damaged: send it again from the original.",
    "ENCRYPTED_FILE": "Remove the password in the spreadsheet program, save and send again.",
    "NOT_A_WORKBOOK": "Save as an Excel workbook (.xlsx) in the spreadsheet program and send that.",
    "HTML_NOT_A_WORKBOOK": "Open it in a spreadsheet program, save as an Excel workbook (.xlsx), send that.",
    "OTHER_WORKBOOK": "Open it in a spreadsheet program, save as an Excel workbook (.xlsx), send that.",
    "MACRO_FILE": "Save as an Excel workbook without macros (.xlsx) and send that.",
    "TEXT_NAMED_WORKBOOK": "Rename the file to .csv, or open it and save as an Excel workbook (.xlsx).",
    "UNDECODABLE_TEXT": "Save as an Excel workbook (.xlsx), or as text in UTF-8, and send that.",
    "NOT_A_TABLE": "Send the form as an Excel workbook (.xlsx), or as a text separated by commas.",
    "OVERSIZE_FILE": "Remove empty formatted rows and columns, or split the file, and send again.",
    "UNREADABLE_FILE": "Open the file in a spreadsheet program, save as a new .xlsx and send that.",
    "READER_FAILED": "Send the file to the Junheng engineers: the fault is in the reader, not in the file.",
    "DUPLICATE_SHEET": "Give every sheet a name of its own in the spreadsheet program, save and send again.",
    "NO_FORM_IN_FILE": "Send a workbook with the sheets of the form, headers as on the form.",
    # sheets
    "NO_LAYOUT": "Name the headers as on the form, or remove the sheet if it is no part of the form.",
    "FORM_NOT_NEEDED": "Nothing: the form may stay in the workbook.",
    "NO_FORM_ON_SHEET": "Nothing: the sheet may stay in the workbook.",
    "NO_RECORDS": "Fill in the form's rows and send it again, or leave the form out.",
    "BLANK_FORM": "Fill in the form and send it again, or leave the form out.",
    "MISSING_HEADER": "Restore the header as on the form, with its column, and send again.",
    "DUPLICATE_HEADER": "Keep one column with this header path and send again.",
    "AMBIGUOUS_LAYOUT": "Write the form's title above the table, or delete the sheet if it is no form.",
    "COLUMNS_NOT_READ": "Nothing, unless a column is one that a form needs: then name it as on the form.",
    "WORDS_OF_TWO_EDITIONS": "Nothing, if the figures are right; better take one edition of the form.",
    "NO_SCHOOL_CODES": "Add the column 学校标识码, or file the year's 学校名录 beside the sheet.",
    "SCHOOLS_BY_NAME": "Nothing, if the schools are the right ones; better add the column 学校标识码.",
    "ROWS_OF_OTHER_STAGE": "File these rows with the form of their own stage, or mend 办学类型.",
    "WRONG_YEAR": "Put the file into the folder of its own school year, or send this year's form.",
    "WRONG_COUNTY": "Put the file into the folder of its own county, or send this county's form.",
    "YEAR_UNCLEAR": "State the school year in the title (2024学年), or in the row's column 学年.",
    "ROWS_OF_OTHER_YEAR": "File these rows in the folder of their own school year.",
    "ROWS_OF_OTHER_COUNTY": "File these rows in the folder of their own county.",
    "COUNTY_UNREADABLE": "File the county's six digits of GB/T 2260 in the row.",
    "UNIT_CONFLICT": "State one unit for a figure: in the header, the unit row or the row itself.",
    "HIDDEN_CELLS": "Unhide the rows and columns and check them; delete what is no part of the form.",
    "EARLIER_FILE_AGAIN": "Send this year's form, with the school year in its title.",
    "COUNTY_UNCLEAR": "Leave the file in the folder of its own county only, and remove it from the other.",
    "HIDDEN_SHEET": "Unhide the sheet if it is part of the filing, or delete it, and send again.",
    "SECOND_TABLE": "Give the second table the headers of its form, or put it on a sheet of its own.",
    "IDENTITY_NUMBERS": "Delete the column or the numbers, or rename the file or sheet, and send it again.",
    "PERSONAL_COLUMN": "Delete the column and send the file again: a case is known by its number.",
    "NO_SCHOOL_CODE": "Fill in 学校(机构)标识码 above the table.",
    "SCHOOL_CODE_CONFLICT": "Let all sheets of the workbook carry the same 学校(机构)标识码.",
    "MISPLACED_VALUES": "Put texts that hold the separator between quotation marks, or send an .xlsx.",
    "MISSING_ROW": "Restore the row of the form with its 代码 and send again.",
    "DUPLICATE_ROW": "Keep one row with this 代码 and send again.",
    "ROW_LABEL_MISMATCH": "Restore label and 代码 of the row as on the form.",
    # cells
    "NOT_A_NUMBER": "File digits only; the unit stands in the header.",
    "UNIT_IN_CELL": "File digits only; the unit stands in the header.",
    "NOT_WHOLE": "File a whole number.",
    "NUMBER_TOO_LARGE": "Check the figure and its unit.",
    "NOT_A_CODE": "File the code as text, digits only.",
    "CODE_LENGTH": "File the code with all its digits, as text.",
    "LOST_DIGITS": "Format the column as text and file the code again with all its digits.",
    "MERGED_FIGURE": "Undo the merge and file one figure in each row.",
    "SCHOOL_NAME_UNKNOWN": "Write the school's name as in the directory, or add the column 学校标识码.",
    "SCHOOL_NAME_TWICE": "Add the column 学校标识码: several schools of the county bear this name.",
    "CODE_MISSING": "Fill in 学校标识码.",
    "KEY_MISSING": "Fill in the first column of the row.",
    "NOT_A_FLAG": "File 是 or 否.",
    "NOT_A_DATE": "File the date as 2024-09-01.",
    "NOT_A_YEAR": "File a year of four digits.",
    "NOT_A_CHOICE": "File one of the values that the form allows.",
    "UNIT_MISSING": "State the unit in the column 单位.",
    "UNKNOWN_UNIT": "State a known unit: 元, 万元, 人, 平方米, % and the like.",
    "FORMULA_NOT_CALCULATED": "Open it in a spreadsheet program, let it calculate, save and send again.",
    "ERROR_VALUE": "Mend the formula that gives an error, or file the figure itself.",
}


#: Codes of what was read all the same, or need not be, and is said so that a person looks at it.
NOTICES = frozenset(
    {
        "HIDDEN_CELLS",
        "IDENTITY_NUMBERS",
        "UNIT_IN_CELL",
        "FORM_NOT_NEEDED",
        "NO_FORM_ON_SHEET",
        "NO_RECORDS",
        "BLANK_FORM",
        "COLUMNS_NOT_READ",
        "WORDS_OF_TWO_EDITIONS",
        "SCHOOLS_BY_NAME",
    }
)


@dataclass(frozen=True)
class Rejection:
    """One thing that could not be read. `row` counts from 1; 0 where there is no row."""

    scope: str
    code: str
    message: str
    sheet: str = ""
    row: int = 0
    cell: str | None = None
    raw: str | None = None
    relation: str | None = None
    field: str | None = None
    school_code: str | None = None

    def __post_init__(self) -> None:
        # It tells what a file says, before anything else was done about it.
        for name in ("message", "sheet", "raw"):
            if said := getattr(self, name):
                object.__setattr__(self, name, masked(said))

    @property
    def remedy(self) -> str:
        """What the sender does about it."""
        return REMEDIES[self.code]

    @property
    def is_notice(self) -> bool:
        """True where nothing was rejected, only noticed."""
        return self.code in NOTICES

    def on_sheet(self, sheet: str) -> Rejection:
        """The same rejection, placed on a sheet."""
        return replace(self, sheet=sheet)


class FileRejected(Exception):
    """A file, or a whole sheet, stops here; carries the rejection that says why."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.message)
        self.rejection = rejection

    def __reduce__(self) -> tuple[type[FileRejected], tuple[Rejection]]:
        # It comes out of another process whole (files/apart.py).
        return FileRejected, (self.rejection,)
