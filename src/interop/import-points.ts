import { badInput, DomainError } from "../errors.js";
import { createPoint, type PointFields, updatePoint } from "../knowledge/edit-point.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointInput } from "../knowledge/knowledge.input.js";
import { sameContent } from "../same-content.js";
import { checkShape, ID_PATTERN } from "../validation.js";
import type { KnowledgePointRow } from "./graph-formats.js";
import {
  editGraph,
  type GraphImport,
  type ImportEdit,
  leftMark,
  parentsFirst,
  revived,
  WholeTable,
} from "./graph-import.js";
import type { ImportTarget } from "./import-table.js";
import { stableUuid } from "./stable-uuid.js";
import type { ImportRow } from "./table-format.js";

type Row = ImportRow<KnowledgePointRow>;

/**
 * Takes points in: one that is there by id, or else by code in its subject, is updated; a new one without an id gets
 * `subject:code` for one. Points that this file brought before and that are no longer in it are retired.
 */
export function pointsTarget(into: GraphImport, dryRun: boolean): ImportTarget<KnowledgePointRow> {
  return new WholeTable((rows) => editGraph(into, dryRun, (edit) => new PointsImport(into, edit).run(rows)));
}

/** The id of a point for which nobody gave one: the same for the same subject and code. */
export function defaultPointId(subjectId: string, code: string): string {
  const id = `${subjectId}:${code}`;
  return ID_PATTERN.test(id) ? id : stableUuid(id);
}

class PointsImport {
  /** Names that rows give to points of theirs: ids and, in their subject, codes. */
  readonly #byName = new Map<string, Row>();
  readonly #storedId = new Map<Row, string>();

  constructor(
    private readonly into: GraphImport,
    private readonly edit: ImportEdit,
  ) {}

  run(rows: readonly Row[]): void {
    const distinct = rows.filter((row) => this.#isFirst(row));
    const parentsOf = (row: Row) => this.#parentNames(row).flatMap((name) => this.#rowNamed(name, row) ?? []);
    const { ordered, refused } = parentsFirst(distinct, parentsOf, (row) => row.value.code, "parentIds");
    this.edit.report.add({ refused });
    const refusedRows = new Set(refused.map((refusal) => refusal.index));
    for (const row of ordered) {
      if (!this.edit.row(row.line, () => this.#put(row))) refusedRows.add(row.line);
    }
    this.#retireMissing(distinct);
  }

  /** Refuses a row whose id or code an earlier row of the file has. */
  #isFirst(row: Row): boolean {
    const { id, code, subjectId } = row.value;
    const names = [...(id ? [{ field: "id", key: id }] : []), { field: "code", key: codeKey(subjectId, code) }];
    const taken = names.find(({ key }) => this.#byName.has(key));
    if (taken === undefined) {
      for (const { key } of names) this.#byName.set(key, row);
      return true;
    }
    const first = this.#byName.get(taken.key)!.line;
    const value = taken.field === "id" ? id : code;
    this.edit.report.add({
      refused: [
        {
          index: row.line,
          error: badInput(taken.field, {
            zh: `${taken.field} ${value} 与第 ${first} 行重复。`,
            en: `The ${taken.field} ${value} is that of line ${first}.`,
          }),
        },
      ],
    });
    return false;
  }

  #put(row: Row): "created" | "updated" | "unchanged" {
    const { id, subjectId, ...value } = row.value;
    this.into.requireSubject?.(subjectId);
    this.edit.needSubject(subjectId);
    const found = this.#existing(row);
    const newId = id ?? defaultPointId(subjectId, value.code);
    if (found && found.subjectId !== subjectId) throw ofOtherSubject(found);
    const existing = found && revived(this.edit.editor, found, this.into.origin);
    const importedFrom = existing?.importedFrom ?? this.into.origin;
    const fields: PointFields = {
      ...given(value),
      ...(value.parentIds && { parentIds: value.parentIds.map((name) => this.#parentId(name, row)) }),
      ...(importedFrom !== undefined && { importedFrom }),
    };
    const shape = { ...fields, id: newId, code: value.code, name: value.name, subjectId };
    checkShape(Object.assign(new KnowledgePointInput(), shape));
    const point = existing ? updatePoint(this.edit.editor, existing.id, fields) : createPoint(this.edit.editor, shape);
    this.#storedId.set(row, point.id);
    if (!found) return "created";
    return sameContent(found, point) ? "unchanged" : "updated";
  }

  #existing({ value: { id, code, subjectId } }: Row): KnowledgePoint | undefined {
    const { editor } = this.edit;
    const byId = id ? editor.find("points", id) : undefined;
    return byId ?? editor.findByCode(code, subjectId) ?? editor.find("points", defaultPointId(subjectId, code));
  }

  #parentNames({ value }: Row): readonly string[] {
    return value.parentIds ?? [];
  }

  #rowNamed(name: string, row: Row): Row | undefined {
    return this.#byName.get(codeKey(row.value.subjectId, name)) ?? this.#byName.get(name);
  }

  #parentId(name: string, row: Row): string {
    const parent = this.#rowNamed(name, row);
    if (parent === undefined) return this.edit.pointNamed(name, "parentIds", row.value.subjectId).id;
    const id = this.#storedId.get(parent);
    if (id !== undefined) return id;
    throw badInput("parentIds", {
      zh: `上级 ${name}（第 ${parent.line} 行）没有被接受。`,
      en: `The parent ${name} (line ${parent.line}) was refused.`,
    });
  }

  /** Retires what this file brought to these subjects before and does not name now. */
  #retireMissing(rows: readonly Row[]): void {
    const { origin } = this.into;
    if (origin === undefined) return;
    const subjects = new Set(rows.map((row) => row.value.subjectId));
    const named = new Set(rows.map((row) => this.#storedId.get(row) ?? this.#existing(row)?.id));
    for (const point of this.edit.editor.base.points.values()) {
      const isOurs = point.importedFrom === origin && point.status === "ACTIVE" && subjects.has(point.subjectId);
      if (!isOurs || named.has(point.id)) continue;
      this.edit.editor.putPoint({ ...point, status: "RETIRED", importedFrom: leftMark(origin) });
      this.edit.report.add({ retired: 1 });
    }
  }
}

const codeKey = (subjectId: string, code: string) => `${subjectId} ${code}`;

/** The fields that the table has; an empty cell clears what may be empty. */
function given(value: Omit<KnowledgePointRow, "id" | "subjectId" | "parentIds">): PointFields {
  return Object.fromEntries(
    Object.entries(value).filter(([name, field]) => field !== undefined && name !== "parentIds"),
  );
}

function ofOtherSubject({ id, subjectId }: KnowledgePoint): DomainError {
  return new DomainError(
    "CONFLICT",
    { zh: `知识点 ${id} 属于学科 ${subjectId}。`, en: `Point ${id} belongs to the subject ${subjectId}.` },
    { field: "id", id },
  );
}
