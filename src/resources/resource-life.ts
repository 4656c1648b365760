import DataLoader from "dataloader";
import { DomainError, notFound } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import type { People } from "../people/people.js";
import { hasRole } from "../people/principal.js";
import type { RequestContext } from "../people/request-context.js";
import { findHistory, listDeadLinks, listOutdated, listSelections, type ResourceHistory } from "./life.store.js";
import { registerSegment, type SegmentFields } from "./register-segment.js";
import type { Resource, Segment } from "./resource.js";
import {
  type Actor,
  RESOURCE,
  type ReviewFields,
  reviewResource,
  submitResource,
  withdrawResource,
} from "./resource-step.js";
import { grouped, type Resources } from "./resources.js";
import { type SelectionFields, selectResource } from "./select-resource.js";

/** What becomes of resources: handed in, reviewed, published, chosen, cut into segments, withdrawn. */
export class ResourceLife {
  constructor(
    private readonly database: Database,
    private readonly resources: Resources,
    private readonly people: People,
  ) {}

  async submit(context: RequestContext, id: string, reason: string | undefined): Promise<Resource> {
    return this.#after(context, await submitResource(this.database, await this.#actor(context), id, reason));
  }

  async review(context: RequestContext, fields: ReviewFields): Promise<Resource> {
    return this.#after(context, await reviewResource(this.database, await this.#actor(context), fields));
  }

  async withdraw(context: RequestContext, id: string, reason: string): Promise<Resource> {
    return this.#after(context, await withdrawResource(this.database, await this.#actor(context), id, reason));
  }

  async select(context: RequestContext, fields: SelectionFields): Promise<Resource> {
    const places = await this.people.ownPlaces(context.principal);
    return this.#after(context, await selectResource(this.database, await this.#actor(context), places, fields));
  }

  async cut(context: RequestContext, fields: SegmentFields): Promise<Segment> {
    return registerSegment(this.database, await this.#actor(context), fields);
  }

  /** The life of a resource, for its owner and those who answer for quality. Throws NOT_FOUND, FORBIDDEN. */
  async history(context: RequestContext, id: string): Promise<ResourceHistory> {
    const resource = await this.resources.loader(context).load(id);
    if (!resource) throw notFound(RESOURCE, id);
    const { principal } = context;
    if (resource.registeredBy !== principal.sub && !hasRole(principal, "REVIEWER", "EDITOR", "ADMIN")) {
      throw new DomainError(
        "FORBIDDEN",
        { zh: "只能查看自己登记的资源的经过。", en: "You can read the history of your own resources only." },
        { field: "id" },
      );
    }
    return (await findHistory(this.database, id))!;
  }

  /** Resources whose address was found dead: one's own, or everybody's for who answers for quality. */
  async deadLinks(context: RequestContext, first: number): Promise<Resource[]> {
    const { principal } = context;
    const owner = hasRole(principal, "REVIEWER", "EDITOR", "ADMIN") ? undefined : principal.sub;
    return listDeadLinks(this.database, await this.resources.viewer(context), owner, first);
  }

  /** The schools that selected a resource, batched within the request. */
  selections(context: RequestContext): DataLoader<string, readonly string[]> {
    return context.once(
      SELECTIONS,
      () =>
        new DataLoader<string, readonly string[]>(async (ids) =>
          grouped(ids, await listSelections(this.database, ids)).map((rows) => rows.map((row) => row.schoolId)),
        ),
    );
  }

  /** Whether a resource's content changed after everybody who tagged it, batched within the request. */
  outdated(context: RequestContext): DataLoader<string, boolean> {
    return context.once(
      OUTDATED,
      () =>
        new DataLoader<string, boolean>(async (ids) => {
          const outdated = await listOutdated(this.database, ids);
          return ids.map((id) => outdated.has(id));
        }),
    );
  }

  async #actor(context: RequestContext): Promise<Actor> {
    return { principal: context.principal, viewer: await this.resources.viewer(context), now: Date.now() };
  }

  async #after(context: RequestContext, id: string): Promise<Resource> {
    return (await this.resources.loader(context).clear(id).load(id))!;
  }
}

const SELECTIONS = Symbol("selections by resource");
const OUTDATED = Symbol("outdated tags by resource");
