import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CsvParser, MAX_RECORD_LENGTH } from "../../src/interop/csv-parser.js";
import type { TableRecord } from "../../src/interop/table-row.js";

function parse(...chunks: string[]): TableRecord[] {
  const parser = new CsvParser();
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

const brief = (records: TableRecord[]) => records.map((r) => [r.line, r.error === undefined ? r.cells : "error"]);

describe("CsvParser", () => {
  it("gives the line where a record begins, quoted line breaks and blank lines counted", () => {
    const text = 'a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n3,"p\nq\n"\r\n4,';
    expect(brief(parse(text))).toEqual([
      [1, ["a", "b"]],
      [2, ["1", "x\r\ny"]],
      [5, ["2", "z"]],
      [6, ["3", "p\nq\n"]],
      [9, ["4", ""]],
    ]);
  });

  it("reads lone CR as line end, doubled quotes, and a quote inside an unquoted field as it stands", () => {
    expect(brief(parse('a,b\r"say ""hi""",5" disk\r'))).toEqual([
      [1, ["a", "b"]],
      [2, ['say "hi"', '5" disk']],
    ]);
  });

  it("refuses a record with text behind a closing quote and reads on at the next line", () => {
    expect(brief(parse('1,"open,x\n2,"b",c\n3,d,e\n'))).toEqual([
      [1, "error"],
      [2, ["2", "b", "c"]],
      [3, ["3", "d", "e"]],
    ]);
  });

  it("refuses a record whose quote is never closed and reads on at the next line", () => {
    expect(brief(parse('a,b\n1,"open\n2,x\n3,y'))).toEqual([
      [1, ["a", "b"]],
      [2, "error"],
      [3, ["2", "x"]],
      [4, ["3", "y"]],
    ]);
  });

  it("stays within one record of memory when a quote swallows the rest of a long text", () => {
    const parser = new CsvParser();
    const records = parser.push('1,"open\n');
    const line = `2,${"x".repeat(1000)}\n`;
    for (let count = 0; count < (3 * MAX_RECORD_LENGTH) / 1000; count += 1) records.push(...parser.push(line));
    expect(records[0]?.error).toBeDefined();
    expect(records.length).toBeGreaterThan((2 * MAX_RECORD_LENGTH) / 1000);
    expect(records.slice(1).every((record) => record.error === undefined)).toBe(true);
  });

  it("refuses one line that is too long and reads on behind it, wherever the chunks end", () => {
    const half = "x".repeat(MAX_RECORD_LENGTH);
    expect(brief(parse("a\r\n", half, half, "\r", "\nb\r\n"))).toEqual([
      [1, ["a"]],
      [2, "error"],
      [3, ["b"]],
    ]);
  });

  it("property: what was quoted comes back, in any chunks, with the right lines", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "知", '"', ",", "\n", "\r", " ", "\u{1D451}") });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat(200)), (rows, ending, cuts) => {
        const written = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(","));
        const text = written.map((row) => row + ending).join("");
        const places = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
        let line = 1;
        const expected = rows.map((row, index) => {
          const begins = line;
          line += 1 + (written[index]?.match(/\r\n|\r|\n/g)?.length ?? 0);
          return [begins, row];
        });
        expect(brief(parse(...chunks))).toEqual(expected);
      }),
    );
  });
});
