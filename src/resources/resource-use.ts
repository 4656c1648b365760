import DataLoader from "dataloader";
import type { Database } from "../neo4j/database.js";
import type { RequestContext } from "../people/request-context.js";
import { rankQueue } from "./rank-queue.js";
import { type RecordUsageOutcome, recordUsage, type UsageFields } from "./record-usage.js";
import type { Resources } from "./resources.js";
import { listUsage, sumUsage, type Usage } from "./usage.store.js";

/** How long new uses may wait before resources are weighed by them; one write a resource, however many uses. */
const WEIGH_AFTER_MS = 5_000;
const BATCH = 500;

/** How resources are used: counted as it comes in, weighed a little later. */
export class ResourceUse {
  readonly #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly resources: Resources,
    /** Told when weighing fails; the next use of the resources tries again. */
    private readonly onError: (error: unknown) => void = () => undefined,
  ) {}

  /** See `recordUsage`. */
  async record(context: RequestContext, rows: readonly UsageFields[]): Promise<RecordUsageOutcome> {
    const visible = async (ids: readonly string[]) =>
      (await this.resources.loader(context).loadMany(ids)).map((found) => Boolean(found) && !(found instanceof Error));
    const outcome = await recordUsage(this.database, context.principal.sub, visible, rows, Date.now());
    for (const id of outcome.resourceIds) this.#waiting.add(id);
    if (this.#waiting.size > 0 && this.#timer === undefined) {
      this.#timer = setTimeout(() => this.weigh().catch(this.onError), WEIGH_AFTER_MS);
      this.#timer.unref();
    }
    return outcome;
  }

  /** Weighs now what waits for it: matching and the queue go by it from here on. */
  async weigh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = [...this.#waiting].sort();
    this.#waiting.clear();
    for (let i = 0; i < ids.length; i += BATCH) {
      const batch = ids.slice(i, i + BATCH);
      await this.database.transaction(async (tx) => {
        await sumUsage(tx, batch);
        await rankQueue(tx, batch);
      });
    }
  }

  /** What was counted of a resource, batched within the request. */
  loader(context: RequestContext): DataLoader<string, Usage> {
    return context.once(
      USAGE,
      () =>
        new DataLoader<string, Usage>(async (ids) => {
          const found = new Map((await listUsage(this.database, ids)).map((usage) => [usage.resourceId, usage]));
          const none = { viewed: 0, usedInLesson: 0, downloaded: 0, ratings: 0, ratingSum: 0 };
          return ids.map((resourceId) => found.get(resourceId) ?? { resourceId, ...none });
        }),
    );
  }
}

const USAGE = Symbol("usage by resource");
