import { badInput, DomainError } from "../errors.js";
import { createPoint, type PointFields, updatePoint } from "../knowledge/edit-point.js";
import type { FrameworkItem, KnowledgePoint } from "../knowledge/graph-state.js";
import { KnowledgePointInput } from "../knowledge/knowledge.input.js";
import { saveFramework } from "../knowledge/save-framework.js";
import { sameContent } from "../same-content.js";
import { checkShape, ID_PATTERN } from "../validation.js";
import type { PlannedItem } from "./case-hierarchy.js";
import { EXACT_MATCH, matchedPoints, SAME } from "./case-nodes.js";
import { type CasePlan, originOf } from "./case-plan.js";
import { type GraphImport, type ImportEdit, leftMark, parentsFirst, revived } from "./graph-import.js";
import { keptItems, removeUnlessKept } from "./import-frameworks.js";

/** What the items of a package become: points beside the items, or items alone, to be aligned by people. */
export type CaseMode = "points" | "items";

/** The items of a package, and the points made of them. */
export class CaseItems {
  /** Item → its point. */
  readonly pointOf = new Map<string, string>();
  readonly #pointsTaken = new Set<string>();
  readonly #taken = new Set<string>();
  readonly #matches: ReadonlyMap<string, readonly string[]>;
  readonly #replaced: ReadonlySet<string>;
  readonly #origin: string;

  constructor(
    private readonly edit: ImportEdit,
    private readonly plan: CasePlan,
    readonly as: CaseMode,
    private readonly into: GraphImport,
  ) {
    this.#matches = matchedPoints(plan, edit.editor.base);
    this.#replaced = new Set(plan.replacements.map((edge) => edge.originId));
    this.#origin = originOf(plan);
  }

  put(wantedSubject: string | undefined, isChanged: (item: PlannedItem) => boolean): void {
    const { editor } = this.edit;
    const { framework } = this.plan;
    const before = editor.find("frameworks", framework.id);
    const known = wantedSubject ?? before?.subjectId;
    const subjectId = known ?? (this.as === "points" ? this.#defaultSubject() : undefined);
    this.into.requireSubject?.(subjectId ?? framework.id);
    if (subjectId !== undefined) this.edit.needSubject(subjectId, this.plan.subjectName ?? framework.title);
    saveFramework(editor, { ...framework, kind: before?.kind ?? "STANDARD", subjectId: subjectId ?? null });
    const byId = new Map(this.plan.items.map((item) => [item.id, { ...item, line: item.index }]));
    const parents = (item: PlannedItem) => item.parentIds.flatMap((id) => byId.get(id) ?? []);
    const { ordered } = parentsFirst([...byId.values()], parents, (item) => item.id, "parentIds");
    for (const item of ordered) {
      this.edit.row(item.index, () =>
        atPointer(`/CFItems/${item.index}`, () => {
          const effect = this.#putItem(item, subjectId);
          return effect === "unchanged" && isChanged(item) ? "updated" : effect;
        }),
      );
    }
  }

  /** Whether the item was taken in. */
  has(id: string): boolean {
    return this.#taken.has(id);
  }

  /** Retires the points and removes the items that an earlier state of this package brought. */
  retireMissing(): void {
    const { editor } = this.edit;
    const named = new Set(this.plan.items.map((item) => item.id));
    const gone = editor.base.itemsOf(this.plan.framework.id).filter((item) => !named.has(item.id));
    const kept = keptItems(gone, (item) => item.alignments.some((alignment) => alignment.kind !== SAME));
    for (const item of gone.reverse()) {
      const own = item.alignments.find((alignment) => alignment.kind === SAME)?.knowledgePointId;
      const point = own === undefined || this.#pointsTaken.has(own) ? undefined : editor.find("points", own);
      if (point?.status === "ACTIVE" && point.importedFrom === this.#origin) {
        editor.putPoint({ ...point, status: "RETIRED", importedFrom: leftMark(this.#origin) });
      }
      removeUnlessKept(this.edit, item, kept);
    }
  }

  #putItem(item: PlannedItem, subjectId: string | undefined): "created" | "updated" | "unchanged" {
    const { editor } = this.edit;
    const refused = item.parentIds.find((id) => !this.#taken.has(id));
    if (refused !== undefined) {
      throw badInput("parentIds", {
        zh: `上级 ${refused} 没有被接受。`,
        en: `The parent ${refused} was refused.`,
      });
    }
    const before = editor.find("items", item.id);
    if (before && before.frameworkId !== this.plan.framework.id) throw ofOtherFramework(before);
    const point = this.as === "points" && subjectId ? this.#putPoint(item, subjectId) : undefined;
    const own = point?.id ?? before?.alignments.find((alignment) => alignment.kind === SAME)?.knowledgePointId;
    if (own !== undefined) this.pointOf.set(item.id, own);
    const byHand = before?.alignments.filter(({ kind }) => kind !== SAME && kind !== EXACT_MATCH) ?? [];
    const matches = (this.#matches.get(item.id) ?? []).filter((id) => id !== own);
    const after: FrameworkItem = {
      id: item.id,
      frameworkId: this.plan.framework.id,
      ...(item.parentIds[0] !== undefined && { parentId: item.parentIds[0] }),
      order: item.order,
      ...(item.code !== undefined && { code: item.code }),
      statement: item.statement,
      alignments: [
        ...(own === undefined ? [] : [{ knowledgePointId: own, kind: SAME }]),
        ...matches.map((knowledgePointId) => ({ knowledgePointId, kind: EXACT_MATCH })),
        ...byHand,
      ],
    };
    editor.putItem(after);
    this.#taken.add(item.id);
    if (!before) return "created";
    return sameContent(before, after) && point?.effect !== "updated" ? "unchanged" : "updated";
  }

  #putPoint(item: PlannedItem, subjectId: string): { id: string; effect: "created" | "updated" | "unchanged" } {
    const { editor } = this.edit;
    const code = item.code ?? item.id;
    const name = plain(item.name);
    const statement = plain(item.statement);
    const fields: PointFields = {
      code,
      name,
      parentIds: item.parentIds.map((id) => this.pointOf.get(id)!),
      description: statement === name ? null : statement.slice(0, 20_000),
      gradeFrom: item.gradeFrom ?? null,
      gradeTo: item.gradeTo ?? null,
      order: item.order,
    };
    checkShape(Object.assign(new KnowledgePointInput(), { ...fields, subjectId, id: item.id }));
    const found = editor.find("points", item.id) ?? editor.findByCode(code, subjectId);
    if (found === undefined) {
      const point = createPoint(editor, { ...fields, id: item.id, code, name, subjectId, importedFrom: this.#origin });
      this.#pointsTaken.add(point.id);
      return { id: point.id, effect: "created" };
    }
    if (this.#pointsTaken.has(found.id)) throw duplicateCode(code, found.id);
    this.#pointsTaken.add(found.id);
    const existing = revived(editor, found, this.#origin);
    const isRetiredHere = existing.status === "RETIRED" && this.#replaced.has(item.id);
    const after = isRetiredHere || saysTheSame(existing, fields) ? existing : updatePoint(editor, existing.id, fields);
    return { id: found.id, effect: sameContent(found, after) ? "unchanged" : "updated" };
  }

  /** From the name of the subject where that makes an id, else that of the framework. */
  #defaultSubject(): string {
    const name = this.plan.subjectName?.trim().toLowerCase().replace(/\s+/g, "-") ?? "";
    return ID_PATTERN.test(name) ? name : this.plan.framework.id;
  }
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  id: "identifier",
  code: "humanCodingScheme",
  name: "fullStatement",
  description: "fullStatement",
  parentIds: "",
};

/** Runs the work; what it throws for people is thrown with its place in the file in front of the field. */
export function atPointer<T>(pointer: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const name = FIELD_NAMES[error.details.field ?? ""] ?? error.details.field ?? "";
    throw new DomainError(error.code, error.text, { ...error.details, field: name ? `${pointer}/${name}` : pointer });
  }
}

function ofOtherFramework({ id, frameworkId }: FrameworkItem): DomainError {
  return new DomainError(
    "CONFLICT",
    {
      zh: `条目 ${id} 属于另一框架 ${frameworkId}。`,
      en: `The item ${id} belongs to another framework, ${frameworkId}.`,
    },
    { field: "id", id },
  );
}

function duplicateCode(code: string, id: string): DomainError {
  return new DomainError(
    "CONFLICT",
    { zh: `代码 ${code} 与前面的条目重复。`, en: `The code ${code} is that of an earlier item.` },
    { field: "code", id },
  );
}

function saysTheSame(point: KnowledgePoint, fields: PointFields): boolean {
  return Object.entries(fields).every(([name, value]) =>
    sameContent((point as unknown as Record<string, unknown>)[name] ?? null, value ?? null),
  );
}

/** Without control characters, which statements sometimes hold and the graph does not allow. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, " ").trim();
}
