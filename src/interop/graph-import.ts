import { DomainError, type RowRefusal } from "../errors.js";
import { GraphEditor } from "../knowledge/graph-editor.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import { createSubject } from "../knowledge/save-framework.js";
import { type ImportOutcome, type ImportReport, type ImportTarget, ReportBuilder } from "./import-table.js";
import { pointNamed } from "./point-named.js";
import type { ImportRow } from "./table-format.js";

/** Into which graph an import goes, for whom, and from where. */
export interface GraphImport {
  readonly knowledge: Pick<Knowledge, "edit" | "refresh">;
  /** `sub` of who imports. */
  readonly by: string;
  /** Why, for the trail: for instance the file's name. */
  readonly reason: string;
  /**
   * What the file is called from one import to the next: what this name brought before and does not bring now has
   * left it. Without a name nothing ever leaves.
   */
  readonly origin?: string | undefined;
  /** Throws FORBIDDEN when the importer may not change this subject. */
  readonly requireSubject?: (subjectId: string) => void;
}

/**
 * Plans an import as one edit of the graph and, unless it is a dry run, stores it: all that is not refused goes in
 * under one new version, or nothing if storing fails.
 */
export async function editGraph(
  { knowledge, by, reason }: GraphImport,
  dryRun: boolean,
  plan: (edit: ImportEdit) => void,
): Promise<ImportReport> {
  const run = (editor: GraphEditor): ImportReport => {
    const edit = new ImportEdit(editor);
    plan(edit);
    return edit.report.build(dryRun);
  };
  return dryRun ? run(new GraphEditor(await knowledge.refresh())) : knowledge.edit({ by, reason }, run);
}

/** An edit in the making, and the report on it. */
export class ImportEdit {
  readonly report = new ReportBuilder();

  constructor(readonly editor: GraphEditor) {}

  /**
   * Does the work for one row; what it throws for people becomes a refusal of that row. True when it was not refused;
   * work that returns undefined is not counted.
   */
  row(index: number, work: () => "created" | "updated" | "unchanged" | undefined): boolean {
    try {
      const effect = work();
      if (effect !== undefined) this.report.add({ [effect]: 1 });
      return true;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.report.add({ refused: [{ index, error }] });
      return false;
    }
  }

  /** A subject that nobody has described gets its id for a name. */
  needSubject(id: string, name = id): void {
    if (this.editor.find("subjects", id)) return;
    createSubject(this.editor, { id, name });
    this.report.add({
      warnings: [{ zh: `新建了学科 ${id}（${name}）。`, en: `The subject ${id} (${name}) was created.` }],
    });
  }

  /** See `pointNamed`; edits so far count. */
  pointNamed(name: string, field: string, subjectId?: string | null): KnowledgePoint {
    const { editor } = this;
    const lookup = {
      find: (id: string) => editor.find("points", id),
      findByCode: (code: string, id: string) => editor.findByCode(code, id) ?? editor.base.findByCode(code, id),
      subjectIds: () => editor.base.subjects.keys(),
    };
    return pointNamed(lookup, name, field, subjectId);
  }
}

/** What a point that left its file is marked with, so that it comes back when it is in the file again. */
export const leftMark = (origin: string): string => `${origin} (left)`;

/** A point that was retired because it left the file is active again; any other stays as it is. */
export function revived(editor: GraphEditor, point: KnowledgePoint, origin: string | undefined): KnowledgePoint {
  if (point.status !== "RETIRED" || origin === undefined || point.importedFrom !== leftMark(origin)) return point;
  const active: KnowledgePoint = { ...point, status: "ACTIVE", importedFrom: origin };
  editor.putPoint(active);
  return active;
}

/** Keeps all rows and takes them in when the last has come, as each may name any other. */
export class WholeTable<T> implements ImportTarget<T> {
  readonly #rows: ImportRow<T>[] = [];

  constructor(private readonly takeAll: (rows: readonly ImportRow<T>[]) => Promise<ImportOutcome>) {}

  async take(rows: readonly ImportRow<T>[]): Promise<ImportOutcome> {
    for (const row of rows) this.#rows.push(row);
    return {};
  }

  finish(): Promise<ImportOutcome> {
    return this.takeAll(this.#rows);
  }
}

/**
 * Rows such that each comes after those that it names, as far as they are rows; rows that name each other in a circle
 * are refused, with the circle. Otherwise the order stays.
 */
export function parentsFirst<R extends { readonly line: number }>(
  rows: readonly R[],
  namedBy: (row: R) => readonly R[],
  nameOf: (row: R) => string,
  field: string,
): { readonly ordered: readonly R[]; readonly refused: readonly RowRefusal[] } {
  const ordered: R[] = [];
  const refused: RowRefusal[] = [];
  const state = new Map<R, "open" | "done">();
  for (const start of rows) {
    const path: { row: R; left: R[] }[] = state.has(start) ? [] : [{ row: start, left: [...namedBy(start)] }];
    if (path.length > 0) state.set(start, "open");
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) {
        path.pop();
        if (state.get(top.row) === "open") ordered.push(top.row);
        state.set(top.row, "done");
      } else if (!state.has(next)) {
        state.set(next, "open");
        path.push({ row: next, left: [...namedBy(next)] });
      } else if (state.get(next) === "open" && state.get(top.row) === "open") {
        const circle = path.slice(path.findIndex((step) => step.row === next)).map((step) => nameOf(step.row));
        const text = [...circle, nameOf(next)].join(" → ");
        const message = { zh: `上级形成环：${text}。`, en: `The parents form a cycle: ${text}.` };
        refused.push({ index: top.row.line, error: new DomainError("BAD_INPUT", message, { field, cycle: circle }) });
        state.set(top.row, "done");
      }
    }
  }
  return { ordered, refused };
}
