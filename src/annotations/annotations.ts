import { createHmac } from "node:crypto";
import DataLoader from "dataloader";
import { DomainError, notFound } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { Database } from "../neo4j/database.js";
import { hasRole, type Principal } from "../people/principal.js";
import type { RequestContext } from "../people/request-context.js";
import { rolesFor } from "../people/standing.js";
import type { RegistrationFollower } from "../resources/register-resources.js";
import { grouped, type Resources } from "../resources/resources.js";
import {
  type AnnotateResourceFields,
  annotateTargets,
  requireTags,
  type Saying,
  tagRegistered,
  withdrawAnnotation,
} from "./annotate-resource.js";
import type { Annotation } from "./annotation.js";
import { findText, listAnnotations, listJudgements } from "./annotations.store.js";
import { copyToRepeats } from "./copy-tags.js";
import { type AgreementReport, reportAgreement } from "./report-agreement.js";
import type { SuggestionAnswer } from "./suggest-points.js";
import type { Suggestions } from "./suggestions.js";

/** Teachers' tags: made, withdrawn, read by whom they concern, suggested and asked for. */
export class Annotations {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly resources: Resources,
    private readonly suggestions: Suggestions,
    /** Makes the pseudonyms of annotators. */
    private readonly key: Buffer,
  ) {}

  async annotate(context: RequestContext, input: AnnotateResourceFields): Promise<Annotation[]> {
    const [made] = await this.annotateAs([{ viewer: await this.resources.viewer(context), input }]);
    return made!;
  }

  /** What people known otherwise than by a request say of targets, in one transaction: all of it or none. */
  async annotateAs(sayings: readonly Saying[]): Promise<Annotation[][]> {
    const made = await annotateTargets(this.database, this.knowledge.graph(), sayings, Date.now());
    this.suggestions.learn();
    return made;
  }

  /** Has what registrars say of the resources that they register kept with these, as their own tags. */
  registrationFollower(): RegistrationFollower {
    const graph = () => this.knowledge.graph();
    return {
      requireTags: (registrar, tags) => {
        requireMayTag(registrar);
        requireTags(graph(), { tags });
      },
      tag: async (tx, by, tagged, dryRun) => {
        const changed = await tagRegistered(tx, graph(), by, tagged, { now: Date.now(), dryRun });
        if (changed.size > 0) this.suggestions.learn();
        return changed;
      },
      repeat: (tx, ids) => copyToRepeats(tx, graph(), ids, Date.now()),
    };
  }

  async withdraw(context: RequestContext, id: string): Promise<Annotation> {
    const viewer = await this.resources.viewer(context);
    const withdrawn = await withdrawAnnotation(this.database, this.knowledge.graph(), viewer, id, Date.now());
    this.suggestions.learn();
    return withdrawn;
  }

  /** Annotations by resource: all for those who judge, one's own for a teacher, none for students and apps. */
  loader(context: RequestContext): DataLoader<string, readonly Annotation[]> {
    return context.once(BY_RESOURCE, () => {
      const { principal } = context;
      const seesAll = hasRole(principal, "RESEARCHER", "REVIEWER", "EDITOR", "ADMIN");
      const seesOwn = hasRole(principal, "TEACHER");
      return new DataLoader<string, readonly Annotation[]>(async (ids) => {
        if (!seesAll && !seesOwn) return ids.map(() => []);
        const annotations = await listAnnotations(this.database, ids, seesAll ? undefined : principal.sub);
        return grouped(
          ids,
          annotations.map((annotation) => ({
            ...annotation,
            annotatorId: this.#shown(principal, annotation.annotatorId),
          })),
        );
      });
    });
  }

  /**
   * Points for a text, or for a resource's own words; without what others said of it while the caller has it to tag.
   * Throws NOT_FOUND for a resource that may not be seen.
   */
  async suggest(
    context: RequestContext,
    { text, resourceId, subjectId, first }: SuggestionRequest,
  ): Promise<SuggestionAnswer> {
    if (subjectId) this.knowledge.graph().getSubject(subjectId);
    if (!resourceId) return this.suggestions.suggest(text ?? "", subjectId, first);
    if (!(await this.resources.loader(context).load(resourceId)))
      throw notFound({ zh: "资源", en: "resource" }, resourceId, "resourceId");
    const [words, blind] = await Promise.all([
      findText(this.database, resourceId),
      this.resources.blindTo(context, [resourceId]),
    ]);
    return this.suggestions.suggest(words!, subjectId, first, blind.has(resourceId) ? resourceId : undefined);
  }

  /** How far the people who tag a subject agree, on what the caller may see. Throws NOT_FOUND for an unknown subject. */
  async agreement(context: RequestContext, subjectId: string): Promise<AgreementReport> {
    const graph = this.knowledge.graph();
    graph.getSubject(subjectId);
    const points = [...graph.points.values()].filter((p) => p.subjectId === subjectId && p.status === "ACTIVE");
    const pointIds = new Set(points.map((point) => point.id));
    const viewer = await this.resources.viewer(context);
    const report = reportAgreement(await listJudgements(this.database, [...pointIds], viewer), pointIds);
    const shown = (id: string) => this.#shown(context.principal, id);
    return {
      ...report,
      byPair: report.byPair.map((pair) => ({
        ...pair,
        annotatorIds: [shown(pair.annotatorIds[0]), shown(pair.annotatorIds[1])],
      })),
    };
  }

  /** Researchers tell annotators apart without knowing who they are. */
  #shown(principal: Principal, annotatorId: string): string {
    if (annotatorId === principal.sub || hasRole(principal, "REVIEWER", "EDITOR", "ADMIN")) return annotatorId;
    return `annotator-${createHmac("sha256", this.key).update(`annotator ${annotatorId}`).digest("base64url").slice(0, 16)}`;
  }
}

function requireMayTag(registrar: Principal): void {
  if (rolesFor(registrar, "Mutation.annotateResource").size > 0) return;
  throw new DomainError(
    "FORBIDDEN",
    {
      zh: "您的角色可以登记资源，但不能标注；请去掉 tags，由教师标注。",
      en: "Your role may register resources but not tag them; leave tags out, teachers will tag them.",
    },
    { field: "tags" },
  );
}

export interface SuggestionRequest {
  readonly text: string | undefined;
  readonly resourceId: string | undefined;
  readonly subjectId: string | undefined;
  readonly first: number;
}

const BY_RESOURCE = Symbol("annotations by resource");
