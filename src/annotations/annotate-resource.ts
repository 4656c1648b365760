import { randomUUID } from "node:crypto";
import { badInput, DomainError, notFound } from "../errors.js";
import { retired } from "../knowledge/edit-point.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database, QueryRunner } from "../neo4j/database.js";
import type { TaggedResource } from "../resources/register-resources.js";
import { isVisible, type Tag, type Viewer } from "../resources/resource.js";
import { type Annotation, annotationKey } from "./annotation.js";
import {
  findAnnotationTarget,
  type LockedTarget,
  listAnnotationsOf,
  lockTargets,
  saveAnnotations,
  saveCovers,
  saveFirstAnnotations,
  type Target,
  targetId,
} from "./annotations.store.js";
import { copySettled } from "./copy-tags.js";
import { listDecisions } from "./decisions.store.js";

export interface AnnotateResourceFields {
  readonly resourceId: string;
  readonly segmentId?: string | null;
  readonly tags: readonly Tag[];
  readonly noneFits?: boolean | null;
  readonly comment?: string | null;
}

const RESOURCE = { zh: "资源", en: "resource" };
const SEGMENT = { zh: "切片", en: "segment" };

/** What somebody says of a target. */
export interface Saying {
  readonly viewer: Viewer;
  readonly input: AnnotateResourceFields;
}

/**
 * Makes annotators' tags on targets exactly what they say, and what the targets cover follow, in one transaction: all of it
 * or, where something is refused, nothing. What is settled by that is carried over to near-duplicates. Seven statements,
 * however many there are, and a few more where there are near-duplicates; the answers are in their order.
 * Throws NOT_FOUND for a target or point that does not exist or may not be seen, BAD_INPUT for retired points, a withdrawn
 * resource, a tag named twice, or tags together with `noneFits`.
 */
export async function annotateTargets(
  database: Database,
  graph: KnowledgeGraph,
  sayings: readonly Saying[],
  now: number,
): Promise<Annotation[][]> {
  for (const { input } of sayings) requireTags(graph, input);
  return database.transaction((tx) => annotateIn(tx, graph, sayings, now));
}

/** As `annotateTargets`, within a transaction; `requireTags` has been asked before, and some targets may be `locked`. */
async function annotateIn(
  tx: QueryRunner,
  graph: KnowledgeGraph,
  sayings: readonly Saying[],
  now: number,
  locked = new Map<string, LockedTarget>(),
): Promise<Annotation[][]> {
  const targets = new Map(sayings.map(({ input }) => targetOf(input)).map((target) => [targetId(target), target]));
  const free = [...targets.values()].filter((target) => !locked.has(targetId(target)));
  for (const [id, target] of await lockTargets(tx, free)) locked.set(id, target);
  const known = [...targets.values()].filter((target) => locked.get(targetId(target))?.judged);
  const stored = await listAnnotationsOf(tx, known);
  const saved: Annotation[] = [];
  const made = sayings.map(({ viewer, input }) => {
    const target = targetOf(input);
    const id = targetId(target);
    const { version } = requireVisible(locked.get(id), target, viewer);
    const all = stored.get(id) ?? [];
    const own = all.filter((a) => a.annotatorId === viewer.sub);
    const { mine, withdrawn } = sayAnew(own, viewer.sub, input, { version, now });
    saved.push(...withdrawn, ...mine);
    stored.set(id, [...all.filter((a) => a.annotatorId !== viewer.sub), ...withdrawn, ...mine]);
    return mine.filter((a) => a.knowledgePointId !== undefined);
  });
  const decisions = await listDecisions(tx, known);
  const judged = [...targets].map(([id, target]) => ({
    target,
    said: { annotations: stored.get(id)!, decision: decisions.get(id)?.[0] },
    published: locked.get(id)!.status === "PUBLISHED",
  }));
  const isKnown = (target: Target) => locked.get(targetId(target))!.judged;
  await saveAnnotations(tx, saved.filter(isKnown));
  await saveCovers(
    tx,
    graph,
    judged.filter(({ target }) => isKnown(target)),
  );
  await saveFirstAnnotations(
    tx,
    graph,
    judged.filter(({ target }) => !isKnown(target)),
  );
  const by = new Map(sayings.map(({ viewer, input }) => [targetId(targetOf(input)), viewer.sub]));
  const repeated = judged.filter(({ target }) => locked.get(targetId(target))!.repeats);
  await copySettled(tx, graph, repeated, { by: (id) => by.get(id)!, now });
  return made;
}

/**
 * Makes a registrar's tags on resources that the transaction has locked exactly these. Returns on which of them that
 * changes anything; on a dry run nothing is saved.
 */
export async function tagRegistered(
  tx: QueryRunner,
  graph: KnowledgeGraph,
  by: string,
  tagged: readonly TaggedResource[],
  { now, dryRun }: { readonly now: number; readonly dryRun: boolean },
): Promise<ReadonlySet<string>> {
  const stored = await listAnnotationsOf(
    tx,
    tagged.filter(({ isNew }) => !isNew).map(({ resource }) => ({ resourceId: resource.id })),
  );
  const changed = tagged.filter(({ resource: { id, version }, tags }) => {
    const own = (stored.get(id) ?? []).filter((a) => a.annotatorId === by);
    const { mine, withdrawn } = sayAnew(own, by, { resourceId: id, tags }, { version, now });
    return withdrawn.length > 0 || mine.some((a) => !own.includes(a));
  });
  if (!dryRun && changed.length > 0) {
    const viewer: Viewer = { sub: by, scopes: null, everyStatus: true };
    const sayings = changed.map(({ resource, tags }) => ({ viewer, input: { resourceId: resource.id, tags } }));
    const locked = new Map(
      changed
        .filter(({ isNew }) => isNew)
        .map(({ resource }) => [resource.id, { ...resource, judged: false, repeats: false }]),
    );
    await annotateIn(tx, graph, sayings, now, locked);
  }
  return new Set(changed.map(({ resource }) => resource.id));
}

const targetOf = ({ resourceId, segmentId }: AnnotateResourceFields): Target => ({
  resourceId,
  ...(segmentId && { segmentId }),
});

/** One annotator's annotations of a target once these tags are all of them. */
function sayAnew(
  own: readonly Annotation[],
  annotatorId: string,
  input: AnnotateResourceFields,
  { version, now }: { readonly version: number; readonly now: number },
): { mine: Annotation[]; withdrawn: Annotation[] } {
  const before = new Map(own.map((a) => [annotationKey(a), a]));
  const said: Annotation[] = (input.noneFits ? [{}] : input.tags).map((tag: Partial<Tag>) => ({
    id: randomUUID(),
    annotatorId,
    ...targetOf(input),
    ...(tag.knowledgePointId !== undefined && { knowledgePointId: tag.knowledgePointId, role: tag.role! }),
    weight: tag.weight ?? 1,
    confidence: tag.confidence ?? 1,
    ...(input.comment && { comment: input.comment }),
    status: "ACTIVE",
    version,
    at: now,
  }));
  const mine = said.map((annotation) => keepUnchanged(annotation, before.get(annotationKey(annotation))));
  const keys = new Set(mine.map(annotationKey));
  const withdrawn = own
    .filter((a) => a.status === "ACTIVE" && !keys.has(annotationKey(a)))
    .map((a): Annotation => ({ ...a, status: "WITHDRAWN", at: now }));
  return { mine, withdrawn };
}

/** Withdraws one's own annotation; what its target covers follows. Throws NOT_FOUND, FORBIDDEN for another's. */
export async function withdrawAnnotation(
  database: Database,
  graph: KnowledgeGraph,
  viewer: Viewer,
  id: string,
  now: number,
): Promise<Annotation> {
  return database.transaction(async (tx) => {
    const target = await findAnnotationTarget(tx, id);
    if (!target) throw notFound({ zh: "标注", en: "annotation" }, id);
    if (target.annotatorId !== viewer.sub) {
      throw new DomainError(
        "FORBIDDEN",
        { zh: "只能撤回自己的标注。", en: "You can withdraw only your own annotations." },
        { field: "id" },
      );
    }
    const locked = await lockTargets(tx, [target]);
    const all = (await listAnnotationsOf(tx, [target])).get(targetId(target))!;
    const annotation = all.find((a) => a.id === id)!;
    if (annotation.status === "WITHDRAWN") return annotation;
    const withdrawn: Annotation = { ...annotation, status: "WITHDRAWN", at: now };
    await saveAnnotations(tx, [withdrawn]);
    const [decision] = (await listDecisions(tx, [target])).get(targetId(target))!;
    const annotations = all.map((a) => (a.id === id ? withdrawn : a));
    const { status, repeats } = locked.get(targetId(target))!;
    const judged = [{ target, said: { annotations, decision }, published: status === "PUBLISHED" }];
    await saveCovers(tx, graph, judged);
    await copySettled(tx, graph, repeats ? judged : [], { by: () => viewer.sub, now });
    return withdrawn;
  });
}

/** An annotation said again as it stands keeps its id and date. */
function keepUnchanged(said: Annotation, stored: Annotation | undefined): Annotation {
  if (!stored) return said;
  const same =
    stored.status === "ACTIVE" &&
    stored.version === said.version &&
    stored.weight === said.weight &&
    stored.confidence === said.confidence &&
    stored.comment === said.comment;
  return same ? stored : { ...said, id: stored.id };
}

/** Locks a target that the viewer may see and tag. Throws NOT_FOUND, BAD_INPUT if withdrawn. */
export async function lockVisible(tx: QueryRunner, target: Target, viewer: Viewer): Promise<LockedTarget> {
  return requireVisible((await lockTargets(tx, [target])).get(targetId(target)), target, viewer);
}

function requireVisible(locked: LockedTarget | undefined, target: Target, viewer: Viewer): LockedTarget {
  // Who had it open when it was withdrawn is told so, rather than that there is none.
  const before = locked?.status === "WITHDRAWN" ? ({ ...locked, status: "PUBLISHED" } as const) : locked;
  if (!locked || !before || !isVisible(before, viewer)) throw notFound(RESOURCE, target.resourceId, "resourceId");
  if (target.segmentId !== undefined && locked.segmentId === undefined)
    throw notFound(SEGMENT, target.segmentId, "segmentId");
  if (locked.status === "WITHDRAWN") {
    throw badInput("resourceId", {
      zh: "资源已下架，不能标注。",
      en: "The resource has been withdrawn and can no longer be tagged.",
    });
  }
  return locked;
}

/** Throws NOT_FOUND, BAD_INPUT for what cannot be a set of tags. */
export function requireTags(
  graph: KnowledgeGraph,
  { tags, noneFits }: Pick<AnnotateResourceFields, "tags" | "noneFits">,
): void {
  if (noneFits && tags.length > 0) {
    throw badInput("noneFits", { zh: "noneFits 为真时 tags 须为空。", en: "With noneFits the tags must be empty." });
  }
  const seen = new Set<string>();
  tags.forEach((tag, i) => {
    const field = `tags.${i}.knowledgePointId`;
    const point = graph.getPoint(tag.knowledgePointId, field);
    if (point.status === "RETIRED") throw retired(point, field);
    const key = `${tag.knowledgePointId} ${tag.role}`;
    if (seen.has(key))
      throw badInput(field, { zh: "同一知识点与作用不能标两次。", en: "The same point and role are tagged twice." });
    seen.add(key);
  });
}
