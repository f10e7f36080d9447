// Writes the sheets that stand in stdin as JSON with the writers of JavaScript, as <target>_<writer>.<ending>.
// See __init__.py for how it is called.
const fs = require("fs");
const SheetJS = require("xlsx");
const ExcelJS = require("exceljs");

const target = process.argv[2];
const sheets = JSON.parse(fs.readFileSync(0, "utf8"));

function withSheetJS(name, options) {
  const book = SheetJS.utils.book_new();
  for (const { name, rows, merges, formats } of sheets) {
    const sheet = SheetJS.utils.aoa_to_sheet(rows);
    sheet["!merges"] = merges.map(([top, left, bottom, right]) => ({
      s: { r: top, c: left },
      e: { r: bottom, c: right },
    }));
    for (const [row, column, code] of formats) {
      sheet[SheetJS.utils.encode_cell({ r: row, c: column })].z = code;
    }
    SheetJS.utils.book_append_sheet(book, sheet, name);
  }
  fs.writeFileSync(`${target}_${name}`, SheetJS.write(book, { type: "buffer", compression: true, ...options }));
}

function fill(book, asRich) {
  for (const { name, rows, merges, formats } of sheets) {
    const sheet = book.addWorksheet(name);
    rows.forEach((cells, row) =>
      cells.forEach((value, column) => {
        if (value === null) return;
        const isRich = asRich && typeof value === "string" && value.length > 1;
        sheet.getCell(row + 1, column + 1).value = isRich
          ? { richText: [{ font: { bold: true }, text: value.slice(0, 1) }, { text: value.slice(1) }] }
          : value;
      }),
    );
    for (const [row, column, code] of formats) sheet.getCell(row + 1, column + 1).numFmt = code;
    for (const area of merges) sheet.mergeCells(...area.map((place) => place + 1));
  }
}

async function withExcelJS(name, asRich) {
  const book = new ExcelJS.Workbook();
  fill(book, asRich);
  await book.xlsx.writeFile(`${target}_${name}`);
}

async function withStream(name, options) {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: `${target}_${name}`, ...options });
  fill(book, false);
  await book.commit();
}

withSheetJS("sheetjs.xlsx", { bookType: "xlsx" });
withSheetJS("sheetjs_shared.xlsx", { bookType: "xlsx", bookSST: true });
withSheetJS("sheetjs.ods", { bookType: "ods" });
withSheetJS("sheetjs.xls", { bookType: "biff8" });
withExcelJS("exceljs.xlsx", false);
withExcelJS("exceljs_rich.xlsx", true);
withStream("exceljs_stream.xlsx", { useSharedStrings: false, useStyles: true });
