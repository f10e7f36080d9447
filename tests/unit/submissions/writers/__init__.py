"""The examples as other programs write them: the same cells through each.

What belongs here: the cells that each writer is given, the scripts that write them, and what the writers of
JavaScript and LibreOffice wrote (*.xlsx, *.xls, *.ods), so that the tests need neither. What does not: what a
test expects (`files/test_writers`).

    apt-get install libreoffice-calc            # 7.4 wrote what is here
    npm install xlsx@0.18.5 exceljs@4.4.0       # anywhere; NODE_PATH names its node_modules
    NODE_PATH=… .venv/bin/python -m tests.unit.submissions.writers
"""
