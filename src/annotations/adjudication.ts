import { notFound } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { Database } from "../neo4j/database.js";
import type { RequestContext } from "../people/request-context.js";
import type { Resources } from "../resources/resources.js";
import { type AdjudicateFields, adjudicate } from "./adjudicate.js";
import { listAnnotationsOf, type Target, targetId } from "./annotations.store.js";
import { type Settlement, settleTarget } from "./consensus/settle-target.js";
import type { Copied } from "./copy-tags.js";
import { type Decision, decisionInForce, type Side, sidesOf } from "./decision.js";
import { listDecisions, listDisputed, listReliabilities, type StoredReliability } from "./decisions.store.js";
import { propagateTags, undoPropagation } from "./propagate-tags.js";

/** What people say of one target, and what was decided of it. */
export interface TargetOpinion extends Settlement {
  readonly target: Target;
  readonly sides: readonly Side[];
  /** The one in force first. */
  readonly decisions: readonly Decision[];
}

/** What annotators cannot agree on goes to reviewers; they also see how far annotators can be relied on. */
export class Adjudication {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly resources: Resources,
  ) {}

  /** Throws as `adjudicate`. */
  async decide(context: RequestContext, input: AdjudicateFields): Promise<Decision> {
    const viewer = await this.resources.viewer(context);
    return adjudicate(this.database, this.knowledge.graph(), viewer, input, Date.now());
  }

  /** Throws as `propagateTags`. */
  async propagate(context: RequestContext, resourceId: string): Promise<Copied | undefined> {
    const viewer = await this.resources.viewer(context);
    return propagateTags(this.database, this.knowledge.graph(), viewer, resourceId, Date.now());
  }

  /** Throws as `undoPropagation`. */
  async undo(context: RequestContext, id: string): Promise<number> {
    const viewer = await this.resources.viewer(context);
    return undoPropagation(this.database, this.knowledge.graph(), viewer, id, Date.now());
  }

  /** What is said of a target. Throws NOT_FOUND for a resource that may not be seen. */
  async opinion(context: RequestContext, target: Target): Promise<TargetOpinion> {
    if (!(await this.resources.loader(context).load(target.resourceId)))
      throw notFound({ zh: "资源", en: "resource" }, target.resourceId, "resourceId");
    const [opinion] = await this.#opinions([target]);
    return opinion!;
  }

  /** What waits for a decision; with a subject, where somebody claims one of its points. */
  async queue(context: RequestContext, subjectId: string | undefined, first: number): Promise<TargetOpinion[]> {
    const graph = this.knowledge.graph();
    if (subjectId !== undefined) graph.getSubject(subjectId);
    const pointIds =
      subjectId === undefined
        ? null
        : [...graph.points.values()].filter((point) => point.subjectId === subjectId).map((point) => point.id);
    const targets = await listDisputed(this.database, await this.resources.viewer(context), pointIds, first);
    return this.#opinions(targets);
  }

  /** The least reliable annotators first, as the last consensus found. */
  reliabilities(first: number): Promise<StoredReliability[]> {
    return listReliabilities(this.database, first);
  }

  async #opinions(targets: readonly Target[]): Promise<TargetOpinion[]> {
    const [annotations, decisions] = await Promise.all([
      listAnnotationsOf(this.database, targets),
      listDecisions(this.database, targets),
    ]);
    return targets.map((target) => {
      const id = targetId(target);
      const said = annotations.get(id)!;
      const sides = sidesOf(said);
      const decided = decisions.get(id)!;
      return { target, sides, decisions: decided, ...settleTarget(sides, decisionInForce(said, decided[0])) };
    });
  }
}
