import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import ExcelJS from "exceljs";
import fc from "fast-check";
import iconv from "iconv-lite";
import { DomainError, type RowRefusal } from "../../src/errors.js";
import { parseColumns, parseWhere } from "../../src/interop/column-mapping.js";
import { type ReadTableOptions, readTable } from "../../src/interop/read-table.js";
import type { TableRow } from "../../src/interop/table-row.js";
import { fileSource, textSource } from "../../src/interop/table-source.js";
import { MergedCells } from "../../src/interop/xlsx-merges.js";
import { SheetRows } from "../../src/interop/xlsx-sheet-rows.js";
import { readXml } from "../../src/interop/xml-elements.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zhimai-table-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `table-${files}`);
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Uint8Array, options: ReadTableOptions = {}) {
  return readPath(file(content), options);
}

async function readPath(path: string, options: ReadTableOptions = {}) {
  const rows: TableRow[] = [];
  const refused: RowRefusal[] = [];
  for await (const batch of readTable(fileSource(path), options)) {
    rows.push(...batch.rows.map((row) => ({ line: row.line, values: { ...row.values } })));
    refused.push(...batch.refused);
  }
  return { rows, refused };
}

const TEXT = "编码,名称\nA1,一元二次方程\nA2,勾股定理\n";
const ROWS = [
  { line: 2, values: { 编码: "A1", 名称: "一元二次方程" } },
  { line: 3, values: { 编码: "A2", 名称: "勾股定理" } },
];

describe("readTable: encodings", () => {
  it.each([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with BOM", Buffer.from(`\uFEFF${TEXT}`)],
    ["UTF-16 LE with BOM", iconv.encode(TEXT, "utf16le", { addBOM: true })],
    ["UTF-16 BE with BOM", iconv.encode(TEXT, "utf16be", { addBOM: true })],
    ["GB18030", iconv.encode(TEXT, "gb18030")],
    ["CRLF", Buffer.from(TEXT.replaceAll("\n", "\r\n"))],
    ["tabs", Buffer.from(TEXT.replaceAll(",", "\t"))],
  ])("reads %s", async (_, bytes) => {
    expect(await read(bytes)).toEqual({ rows: ROWS, refused: [] });
  });

  it("decides for GB18030 although only the last bytes of a long file are not ASCII", async () => {
    const padding = "A,B\n".repeat(200_000);
    const { rows } = await read(iconv.encode(`编,名\n${padding}A9,龘靐\n`, "gb18030"));
    expect(rows.at(-1)).toEqual({ line: 200_002, values: { 编: "A9", 名: "龘靐" } });
  });

  it("knows a few Chinese characters in GB18030 from letters of other scripts in UTF-8", async () => {
    const names = async (bytes: Uint8Array) => (await read(bytes)).rows.map((row) => row.values.name);
    expect(await names(iconv.encode("code,name\nA1,知\nA2,求\n", "gb18030"))).toEqual(["知", "求"]);
    for (const name of ["café", "π×2÷α", "Привет", "שלום עולם", "nǐ hǎo", "知"]) {
      expect(await names(Buffer.from(`code,name\nA1,${name}\n`))).toEqual([name]);
    }
  });

  it("names the place of the first bad byte when no encoding fits", async () => {
    const bytes = Buffer.concat([Buffer.from("a,b\n1,知识\n2,"), Buffer.from([0xff]), Buffer.from("\n")]);
    await expect(read(bytes)).rejects.toThrow(/invalid byte at offset 15, line 3/);
  });

  it("refuses bytes that are no text, and empty files", async () => {
    await expect(read(Buffer.from([0x61, 0x2c, 0, 0]))).rejects.toThrow(/zero byte at offset 2/);
    await expect(read("")).rejects.toThrow(/is empty/);
    await expect(read("\r\n  \r\n,,\n")).rejects.toThrow(/is empty/);
    await expect(read(iconv.encode("\uFEFFa,b\n1,2\n", "utf-32le"))).rejects.toThrow(/not a text file/);
    await expect(readPath(join(folder, "none"))).rejects.toBeInstanceOf(DomainError);
  });
});

describe("readTable: headers and rows", () => {
  it("refuses repeated and empty column names", async () => {
    await expect(read("a,b,a\n1,2,3\n")).rejects.toThrow(/"a" twice/);
    await expect(read("a,,b\n1,2,3\n")).rejects.toThrow(/Column 2 has no name/);
  });

  it("refuses rows with too few or too many fields alone, with their line", async () => {
    const { rows, refused } = await read('a,b\n1,"x\ny"\n2\n3,x,y\n4,z\n,\n');
    expect(rows.map((row) => row.line)).toEqual([2, 6]);
    expect(refused.map((refusal) => [refusal.index, refusal.error.text.en])).toEqual([
      [4, "The row has 1 fields, the header 2."],
      [5, "The row has 3 fields, the header 2."],
    ]);
  });

  it("refuses a row with a zero byte alone, naming its column", async () => {
    const { rows, refused } = await read("a,b\n1,x\0y\n2,z\n");
    expect(rows.map((row) => row.line)).toEqual([3]);
    expect(refused.map(({ index, error }) => [index, error.details.field])).toEqual([[2, "b"]]);
  });

  it("passes over the empty rows and columns that spreadsheets save around a table", async () => {
    const { rows, refused } = await read(",,\n\na,b,,\n1,2,,\n3,4\n5,6,7,\n");
    expect(rows).toEqual([
      { line: 4, values: { a: "1", b: "2" } },
      { line: 5, values: { a: "3", b: "4" } },
    ]);
    expect(refused.map((refusal) => refusal.index)).toEqual([6]);
  });

  it("gives batches of the size asked for", async () => {
    const source = textSource("t", `a\n${"1\n".repeat(25)}`);
    const sizes: number[] = [];
    for await (const batch of readTable(source, { batchSize: 10 })) sizes.push(batch.rows.length);
    expect(sizes).toEqual([10, 10, 5]);
  });

  it("reads JSON Lines, keeping lists, refusing bad lines alone", async () => {
    const { rows, refused } = await read('{"id":"r1","aliases":["甲","乙"],"minutes":5,"url":null}\n\n{"id":\n[1]\n');
    expect(rows).toEqual([{ line: 1, values: { id: "r1", aliases: ["甲", "乙"], minutes: 5 } }]);
    expect(refused.map((refusal) => refusal.index)).toEqual([3, 4]);
  });
});

describe("readTable: column mapping", () => {
  const table = "grade,n,sub,text,kind\n8,1,,加法,x\n8,1,a,减法,y\n,2,,乘法,x\n";

  it("joins columns, dropping an empty part with its separator, and chooses rows", async () => {
    const { rows } = await read(table, {
      columns: parseColumns("code=G{grade}.{n}.{sub},name=text"),
      where: parseWhere(["kind=x"]),
    });
    expect(rows).toEqual([
      { line: 2, values: { code: "G8.1", name: "加法", kind: "x" } },
      { line: 4, values: { code: "G2", name: "乘法", kind: "x" } },
    ]);
  });

  it("gives a column that a mapping uses to that field only", async () => {
    const { rows } = await read("id,title\n7,加法\n", { columns: parseColumns("code=id,name=title") });
    expect(rows[0]?.values).toEqual({ code: "7", name: "加法" });
  });

  it("takes several values of one column as alternatives, several columns together", async () => {
    const { rows } = await read(table, { where: parseWhere(["kind=x", "kind=y", "grade=8"]) });
    expect(rows.map((row) => row.line)).toEqual([2, 3]);
  });

  it("refuses mappings that are none, and columns that are not there", async () => {
    expect(() => parseColumns("code")).toThrow(/field=column/);
    expect(() => parseColumns("code=a,code=b")).toThrow(/twice/);
    expect(() => parseWhere(["x"])).toThrow(/column=value/);
    await expect(read(table, { columns: parseColumns("code=nr") })).rejects.toThrow(/no column "nr"; it has: grade, n/);
    await expect(read(table, { where: parseWhere(["sort=x"]) })).rejects.toThrow(/no column "sort"/);
  });
});

describe("readTable: workbooks", () => {
  async function workbook(fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void): Promise<string> {
    const book = new ExcelJS.Workbook();
    fill(book.addWorksheet("知识点"), book);
    const path = file("");
    await book.xlsx.writeFile(path);
    return path;
  }

  it("reads text, rich text, numbers, dates, booleans, formulas and empty cells with the sheet's row numbers", async () => {
    const path = await workbook((sheet) => {
      sheet.addRow(["code", "name", "n", "at", "ok"]);
      sheet.addRow(["01", '勾股 <定理> & "证明"', 0.1, new Date(Date.UTC(2026, 8, 1)), true]);
      sheet.addRow([]);
      sheet.addRow([1.1, { richText: [{ text: "一元" }, { text: "二次" }] }, { formula: "1+1", result: 2 }]);
      sheet.addRow(["x", null, null, new Date(Date.UTC(2026, 8, 1, 8, 30, 15)), false]);
    });
    expect(await readPath(path)).toEqual({
      rows: [
        { line: 2, values: { code: "01", name: '勾股 <定理> & "证明"', n: "0.1", at: "2026-09-01", ok: "true" } },
        { line: 4, values: { code: "1.1", name: "一元二次", n: "2", at: "", ok: "" } },
        { line: 5, values: { code: "x", name: "", n: "", at: "2026-09-01T08:30:15", ok: "false" } },
      ],
      refused: [],
    });
  });

  it("reads the first visible sheet, and refuses rows with error values or cells beyond the header", async () => {
    const path = await workbook((sheet, book) => {
      sheet.state = "hidden";
      sheet.addRow(["hidden"]);
      const second = book.addWorksheet("二");
      second.addRow(["a", "b"]);
      second.addRow([{ error: "#N/A" } as ExcelJS.CellErrorValue, 1]);
      second.addRow([1, 2, 3]);
      second.addRow([4]);
    });
    const { rows, refused } = await readPath(path);
    expect(rows).toEqual([{ line: 4, values: { a: "4", b: "" } }]);
    expect(refused.map((refusal) => [refusal.index, refusal.error.text.en])).toEqual([
      [2, "Cell A2 #N/A is an error value."],
      [3, "The row has 3 fields, the header 2."],
    ]);
  });

  it("gives cells that are merged downwards the value of the first", async () => {
    const path = await workbook((sheet) => {
      sheet.addRow(["chapter", "code"]);
      for (const code of ["1.1", "1.2", "2.1"]) sheet.addRow([code === "1.1" ? "第一章" : "", code]);
      sheet.mergeCells("A2:A3");
    });
    const { rows } = await readPath(path);
    expect(rows.map(({ values }) => [values.chapter, values.code])).toEqual([
      ["第一章", "1.1"],
      ["第一章", "1.2"],
      ["", "2.1"],
    ]);
  });

  it("refuses alone a row with cells beyond a sheet's last column, or longer than a record may be", () => {
    const sheet = new SheetRows({ strings: [], isDateStyle: [], is1904: false, merges: new MergedCells([]) });
    const row = (r: string, reference: string, value: string) => {
      sheet.open("row", { r });
      sheet.open("c", { r: reference, t: "str" });
      sheet.open("v", {});
      sheet.text(value);
      for (const name of ["v", "c", "row"]) sheet.close(name);
    };
    row("2", "ZZZZZZZ2", "far");
    row("3", "A3", "x".repeat((1 << 20) + 1));
    row("4", "A4", "good");
    expect(
      sheet.rows.map((record) => [record.line, record.error === undefined ? record.cells : record.error.en]),
    ).toEqual([
      [2, "Cell ZZZZZZZ2 is not in the columns A to XFD."],
      [3, "The record is longer than 1048576 characters."],
      [4, ["good"]],
    ]);
  });

  it("stops at a text without end, as a file made to exhaust memory has", async () => {
    let chunks = 0;
    async function* endless() {
      yield Buffer.from("<sheetData><row><c><v>");
      for (; ; chunks += 1) yield Buffer.alloc(1 << 20, "x");
    }
    await expect(readXml(endless(), {})).rejects.toThrow(/a text or tag of more than 16777216 bytes/);
    expect(chunks).toBeLessThan(32);
  });

  it("keeps every character of long Chinese tables, wherever the file's chunks end", async () => {
    const path = await workbook((sheet) => {
      sheet.addRow(["name"]);
      for (let n = 0; n < 5000; n += 1) sheet.addRow([`一元二次方程的根与系数的关系第${n}题`]);
    });
    const { rows } = await readPath(path);
    expect(rows.map((row) => row.values.name)).toEqual(
      Array.from({ length: 5000 }, (_, n) => `一元二次方程的根与系数的关系第${n}题`),
    );
  });

  it("says so when the file is damaged, an old workbook, or came as text", async () => {
    const whole = await workbook((sheet) => {
      sheet.addRow(["a"]);
      for (let n = 0; n < 3000; n += 1) sheet.addRow([(n * n) % 997]);
    });
    const bytes = readFileSync(whole);
    await expect(read(bytes.subarray(0, bytes.length - 40))).rejects.toThrow(/not an intact XLSX/);
    const damaged = Buffer.from(bytes);
    const middle = Math.floor(bytes.length / 2);
    damaged.fill(0x55, middle, middle + 400);
    await expect(read(damaged)).rejects.toBeInstanceOf(DomainError);
    await expect(read(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]))).rejects.toThrow(/old .xls/);
  });
});

it("property: a table written as CSV in any encoding is read back", async () => {
  const value = fc.string({ unit: fc.constantFrom("a", "知", '"', ",", "\n", ";", "é"), minLength: 1 });
  const table = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom("utf8", "gb18030"), async (rows, encoding) => {
      const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const text = ["p,编码", ...rows.map((row) => row.map(quote).join(","))].join("\r\n");
      const found = await read(iconv.encode(text, encoding));
      const kept = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
      expect(found.rows.map((row) => [row.values.p, row.values.编码])).toEqual(kept);
    }),
    { numRuns: 50 },
  );
});
