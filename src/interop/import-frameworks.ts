import { badInput, DomainError } from "../errors.js";
import type { FrameworkItem } from "../knowledge/graph-state.js";
import { saveFramework, saveItem } from "../knowledge/save-framework.js";
import { sameContent } from "../same-content.js";
import { ID_PATTERN } from "../validation.js";
import type { FrameworkItemRow } from "./graph-formats.js";
import { editGraph, type GraphImport, type ImportEdit, parentsFirst, WholeTable } from "./graph-import.js";
import type { ImportTarget } from "./import-table.js";
import { stableUuid } from "./stable-uuid.js";
import type { ImportRow } from "./table-format.js";

type Row = ImportRow<FrameworkItemRow>;

/**
 * Takes the items of frameworks in, one a row, each with what it says of its framework. A table holds the whole of
 * the frameworks that it names: items that are no longer in it are removed, unless somebody aligned them by hand.
 */
export function frameworksTarget(into: GraphImport, dryRun: boolean): ImportTarget<FrameworkItemRow> {
  return new WholeTable((rows) => editGraph(into, dryRun, (edit) => new FrameworksImport(into, edit).run(rows)));
}

class FrameworksImport {
  readonly #byName = new Map<string, Row>();
  readonly #saved = new Set<string>();

  constructor(
    private readonly into: GraphImport,
    private readonly edit: ImportEdit,
  ) {}

  run(rows: readonly Row[]): void {
    const distinct = rows.filter((row) => this.#isFirst(row));
    const parentOf = (row: Row) => this.#rowNamed(row) ?? [];
    const { ordered, refused } = parentsFirst(distinct, (row) => [parentOf(row)].flat(), nameOf, "parentId");
    this.edit.report.add({ refused });
    const places = new Map<string, number>();
    const order = new Map<Row, number>();
    for (const row of distinct) {
      const parent = `${row.value.frameworkId} ${row.value.parentId ?? ""}`;
      order.set(row, row.value.order ?? places.get(parent) ?? 0);
      places.set(parent, order.get(row)! + 1);
    }
    for (const row of ordered) this.edit.row(row.line, () => this.#put(row, order.get(row)!));
    for (const frameworkId of new Set(distinct.map((row) => row.value.frameworkId))) this.#removeMissing(frameworkId);
  }

  #isFirst(row: Row): boolean {
    const { frameworkId, code } = row.value;
    const names = [itemId(row), `${frameworkId} ${code}`];
    const taken = names.find((name) => this.#byName.has(name));
    for (const name of names) if (!this.#byName.has(name)) this.#byName.set(name, row);
    if (taken === undefined) return true;
    const first = this.#byName.get(taken)!.line;
    const error = badInput(taken === names[0] ? "id" : "code", {
      zh: `条目 ${nameOf(row)} 与第 ${first} 行重复。`,
      en: `The item ${nameOf(row)} is that of line ${first}.`,
    });
    this.edit.report.add({ refused: [{ index: row.line, error }] });
    return false;
  }

  #put(row: Row, order: number): "created" | "updated" | "unchanged" {
    const { value } = row;
    const { editor } = this.edit;
    const subjectId = value.subjectId ?? editor.find("frameworks", value.frameworkId)?.subjectId;
    if (subjectId) {
      this.into.requireSubject?.(subjectId);
      this.edit.needSubject(subjectId);
    }
    const id = itemId(row);
    const existing = editor.find("items", id);
    const item = {
      id,
      frameworkId: value.frameworkId,
      parentId: this.#parentId(row),
      order,
      code: value.code ?? null,
      statement: value.statement,
      ...(value.knowledgePointIds && {
        knowledgePointIds: value.knowledgePointIds.map(
          (name) => this.edit.pointNamed(name, "knowledgePointIds", subjectId).id,
        ),
      }),
    };
    this.#saveFramework(row, subjectId);
    const saved = saveItem(editor, item);
    this.#saved.add(id);
    if (!existing) return "created";
    return sameContent(existing, saved) ? "unchanged" : "updated";
  }

  #saveFramework({ value }: Row, subjectId: string | null | undefined): void {
    const known = this.edit.editor.find("frameworks", value.frameworkId);
    saveFramework(this.edit.editor, {
      id: value.frameworkId,
      title: value.frameworkTitle ?? known?.title ?? value.frameworkId,
      kind: value.kind ?? null,
      version: value.version ?? null,
      subjectId: subjectId ?? null,
    });
  }

  #rowNamed({ value }: Row): Row | undefined {
    if (!value.parentId) return undefined;
    return this.#byName.get(`${value.frameworkId} ${value.parentId}`) ?? this.#byName.get(value.parentId);
  }

  #parentId(row: Row): string | null {
    const { parentId } = row.value;
    if (!parentId) return null;
    const parent = this.#rowNamed(row);
    const id = parent ? itemId(parent) : parentId;
    const isThere = parent ? this.#saved.has(id) : this.edit.editor.find("items", id) !== undefined;
    if (isThere) return id;
    throw new DomainError(
      "NOT_FOUND",
      { zh: `没有条目 ${parentId}，或它没有被接受。`, en: `There is no item ${parentId}, or it was refused.` },
      { field: "parentId", id: parentId },
    );
  }

  #removeMissing(frameworkId: string): void {
    const named = new Set([...this.#byName.values()].map(itemId));
    const gone = this.edit.editor.base.itemsOf(frameworkId).filter((item) => !named.has(item.id));
    const isKept = keptItems(gone, (item) => item.alignments.length > 0);
    for (const item of gone.reverse()) removeUnlessKept(this.edit, item, isKept);
  }
}

/** Of items that left their file, those that somebody aligned, and those above them. */
export function keptItems(
  gone: readonly FrameworkItem[],
  isAligned: (item: FrameworkItem) => boolean,
): ReadonlySet<string> {
  const byId = new Map(gone.map((item) => [item.id, item]));
  const kept = new Set<string>();
  for (const item of gone) {
    if (!isAligned(item)) continue;
    for (let at: FrameworkItem | undefined = item; at && !kept.has(at.id); at = byId.get(at.parentId ?? ""))
      kept.add(at.id);
  }
  return kept;
}

/** Removes an item that left its file, or says that it stays because it is aligned. */
export function removeUnlessKept({ editor, report }: ImportEdit, item: FrameworkItem, kept: ReadonlySet<string>): void {
  if (!kept.has(item.id)) {
    editor.removeItem(item.id);
    report.add({ retired: 1 });
    return;
  }
  report.add({
    warnings: [
      {
        zh: `条目 ${item.code ?? item.id} 已不在文件中，但已对齐到知识点，予以保留。`,
        en: `The item ${item.code ?? item.id} left the file but is aligned to points, and stays.`,
      },
    ],
  });
}

function itemId({ value: { id, frameworkId, code } }: Row): string {
  if (id) return id;
  const made = `${frameworkId}:${code}`;
  return ID_PATTERN.test(made) ? made : stableUuid(made);
}

const nameOf = (row: Row) => row.value.code ?? itemId(row);
