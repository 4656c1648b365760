import { badInput, type Text } from "../errors.js";
import { type Cell, cellText, type TableRow } from "./table-row.js";

/** Where the value of a field comes from: one column, or columns joined by texts between them. */
export interface ColumnSource {
  readonly columns: readonly string[];
  /** Texts around the columns: one before, one between each two, one after. None: the column as it is. */
  readonly separators?: readonly string[];
}

/** Field of the input → its source. */
export type ColumnMapping = ReadonlyMap<string, ColumnSource>;

/** Rows whose column holds one of these values; several columns must all agree. */
export type RowFilter = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads `code=id,name=title`: field = column. A source with `{column}` in it joins columns, for instance
 * `code={grade}.{domain}.{number}`.
 *
 * @throws DomainError BAD_INPUT (field `columns`).
 */
export function parseColumns(text: string): ColumnMapping {
  const mapping = new Map<string, ColumnSource>();
  for (const part of text.split(/,(?=[^{}=,]+=)/)) {
    const equals = part.indexOf("=");
    const field = part.slice(0, equals).trim();
    const source = part.slice(equals + 1).trim();
    if (equals < 1 || field === "" || source === "") {
      throw badInput("columns", {
        zh: `“${part}”不是“字段=列”的形式。`,
        en: `"${part}" does not have the form field=column.`,
      });
    }
    if (mapping.has(field)) {
      throw badInput("columns", { zh: `字段 ${field} 给了两次。`, en: `The field ${field} is given twice.` });
    }
    mapping.set(field, parseSource(source));
  }
  return mapping;
}

/** Reads `column=value` conditions. @throws DomainError BAD_INPUT (field `where`). */
export function parseWhere(conditions: readonly string[]): RowFilter {
  const filter = new Map<string, Set<string>>();
  for (const condition of conditions) {
    const equals = condition.indexOf("=");
    if (equals < 1) {
      throw badInput("where", {
        zh: `“${condition}”不是“列=值”的形式。`,
        en: `"${condition}" does not have the form column=value.`,
      });
    }
    const column = condition.slice(0, equals).trim();
    const values = filter.get(column) ?? new Set();
    filter.set(column, values.add(condition.slice(equals + 1).trim()));
  }
  return filter;
}

/** Whether the row is among those chosen. */
export function isChosen(row: TableRow, filter: RowFilter): boolean {
  for (const [column, values] of filter) {
    if (!values.has(cellText(row.values[column]).trim())) return false;
  }
  return true;
}

/**
 * What turns a row of columns into a row of fields. Columns that no mapping uses keep their names; a column that a
 * mapping uses is that field and no longer the one of its own name.
 */
export function columnMapper(mapping: ColumnMapping): (row: TableRow) => TableRow {
  if (mapping.size === 0) return (row) => row;
  const used = new Set([...mapping.values()].flatMap((source) => source.columns));
  return (row) => {
    const values: Record<string, Cell> = Object.create(null);
    for (const [column, value] of Object.entries(row.values)) {
      if (!used.has(column) && !mapping.has(column)) values[column] = value;
    }
    for (const [field, source] of mapping) {
      const value = source.separators === undefined ? row.values[source.columns[0]!] : join(row, source);
      if (value !== undefined) values[field] = value;
    }
    return { line: row.line, values };
  };
}

/** The fields that a table with this header gives, in the header's order, then in the mapping's. */
export function fieldsOf(header: readonly string[], mapping: ColumnMapping): string[] {
  const used = new Set([...mapping.values()].flatMap((source) => source.columns));
  return [...header.filter((column) => !used.has(column) && !mapping.has(column)), ...mapping.keys()];
}

/** @throws DomainError BAD_INPUT when a mapping or a condition names a column that the table has not. */
export function requireColumns(header: readonly string[], mapping: ColumnMapping, filter: RowFilter): void {
  const known = new Set(header);
  for (const source of mapping.values()) {
    for (const column of source.columns) if (!known.has(column)) throw badInput("columns", noColumn(column, header));
  }
  for (const column of filter.keys()) if (!known.has(column)) throw badInput("where", noColumn(column, header));
}

function noColumn(column: string, header: readonly string[]): Text {
  return {
    zh: `表中没有列“${column}”；有的列：${header.join("、")}。`,
    en: `The table has no column "${column}"; it has: ${header.join(", ")}.`,
  };
}

function parseSource(source: string): ColumnSource {
  const pieces = source.split(/\{([^{}]+)\}/);
  if (pieces.length === 1) return { columns: [source] };
  return {
    columns: pieces.filter((_, index) => index % 2 === 1).map((column) => column.trim()),
    separators: pieces.filter((_, index) => index % 2 === 0),
  };
}

/** Joins the parts that are not empty, each with the separator before it; nothing when all are empty. */
function join(row: TableRow, source: ColumnSource): string {
  const separators = source.separators ?? [];
  let joined: string | undefined;
  source.columns.forEach((column, index) => {
    const part = cellText(row.values[column]).trim();
    if (part === "") return;
    joined = joined === undefined ? separators[0] + part : joined + separators[index] + part;
  });
  return joined === undefined ? "" : joined + separators.at(-1);
}
