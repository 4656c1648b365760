import { badInput } from "../errors.js";

/** A class as stored: who teaches it, who learns in it. Lists are sorted and hold each id once. */
export interface ClassRecord {
  readonly id: string;
  readonly name: string;
  readonly schoolYear: string | null;
  readonly grade: number | null;
  readonly schoolId: string;
  readonly teacherIds: readonly string[];
  readonly studentIds: readonly string[];
}

/** A class as it shall be; null leaves names and district of its school as they are. */
export interface ClassDraft extends ClassRecord {
  readonly schoolName: string | null;
  readonly districtId: string | null;
  readonly districtName: string | null;
}

/** A stored class with what its school and district are called now. */
export type StoredClass = ClassDraft & { readonly schoolName: string };

/** What a draft may leave out; an absent list is an empty one. */
export interface ClassFields {
  readonly id: string;
  readonly name: string;
  readonly schoolYear?: string | null | undefined;
  readonly grade?: number | null | undefined;
  readonly schoolId: string;
  readonly schoolName?: string | null | undefined;
  readonly districtId?: string | null | undefined;
  readonly districtName?: string | null | undefined;
  readonly teacherIds?: readonly string[] | null | undefined;
  readonly studentIds?: readonly string[] | null | undefined;
}

/** @throws DomainError BAD_INPUT when a district is named without its id, or school and district are one id. */
export function draftClass(fields: ClassFields): ClassDraft {
  if (fields.districtName && !fields.districtId) {
    throw badInput("districtId", {
      zh: "给出 districtName 时也要给出 districtId。",
      en: "districtName needs a districtId beside it.",
    });
  }
  if (fields.districtId === fields.schoolId) {
    throw badInput("districtId", {
      zh: "districtId 不能与 schoolId 相同：学校和区县共用一套 id。",
      en: "districtId must differ from schoolId: schools and districts share one space of ids.",
    });
  }
  return {
    id: fields.id,
    name: fields.name,
    schoolYear: fields.schoolYear ?? null,
    grade: fields.grade ?? null,
    schoolId: fields.schoolId,
    schoolName: fields.schoolName ?? null,
    districtId: fields.districtId ?? null,
    districtName: fields.districtName ?? null,
    teacherIds: distinct(fields.teacherIds ?? []),
    studentIds: distinct(fields.studentIds ?? []),
  };
}

/** What saving the draft would do to what is stored. */
export function effectOf(draft: ClassDraft, stored: StoredClass | undefined): "created" | "updated" | "unchanged" {
  if (stored === undefined) return "created";
  const same =
    draft.name === stored.name &&
    draft.schoolYear === stored.schoolYear &&
    draft.grade === stored.grade &&
    draft.schoolId === stored.schoolId &&
    kept(draft.schoolName, stored.schoolName) &&
    kept(draft.districtId, stored.districtId) &&
    kept(draft.districtName, stored.districtName) &&
    equal(draft.teacherIds, stored.teacherIds) &&
    equal(draft.studentIds, stored.studentIds);
  return same ? "unchanged" : "updated";
}

/** The ids sorted, each once. */
export function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}

function kept(wanted: string | null, stored: string | null): boolean {
  return wanted === null || wanted === stored;
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
