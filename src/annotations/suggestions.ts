import { setImmediate } from "node:timers/promises";
import { badInput } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { Database } from "../neo4j/database.js";
import { listExamples } from "./annotations.store.js";
import { PointSuggester, type SuggestionAnswer } from "./suggest-points.js";

/** Examples read from the store at a time, and how long an answer may be behind the annotations of other instances. */
const PAGE = 2000;
const STALE_AFTER_MS = 1000;
const LONGEST_TEXT = 100_000;

/** Suggests points for a text, from the annotations at hand, following them and the graph. */
export class Suggestions {
  #suggester: PointSuggester | undefined;
  #graphVersion = -1;
  #since = 0;
  #checkedAt = 0;
  #following: Promise<void> | undefined;
  #fitting: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  /**
   * The points that a text speaks of, most likely first; `without` an example's own tags where one is named. Throws
   * BAD_INPUT for an empty or overlong text.
   */
  async suggest(
    text: string,
    subjectId: string | undefined,
    first: number,
    without?: string,
  ): Promise<SuggestionAnswer> {
    if (!/[\p{L}\p{N}]/u.test(text))
      throw badInput("text", { zh: "文本须含文字或数字。", en: "The text must contain letters or digits." });
    if (text.length > LONGEST_TEXT) {
      throw badInput("text", {
        zh: `文本至多 ${LONGEST_TEXT} 个字符。`,
        en: `The text may have at most ${LONGEST_TEXT} characters.`,
      });
    }
    await this.#follow();
    return this.#suggester!.suggest(text, { subjectId, first, without });
  }

  /** Learns at once from an annotation made here; those of other instances are read within a second. */
  learn(): void {
    this.#checkedAt = 0;
  }

  async #follow(): Promise<void> {
    this.#following ??= this.#read().finally(() => {
      this.#following = undefined;
    });
    await this.#following;
  }

  async #read(): Promise<void> {
    const graph = this.knowledge.graph();
    if (!this.#suggester || this.#graphVersion !== graph.version) {
      const active = [...graph.points.values()].filter((point) => point.status === "ACTIVE");
      this.#suggester = new PointSuggester(active);
      this.#graphVersion = graph.version;
      this.#since = 0;
      this.#checkedAt = 0;
    }
    if (Date.now() - this.#checkedAt < STALE_AFTER_MS) return;
    for (let before = -1; before < this.#since; ) {
      before = this.#since;
      const examples = await listExamples(this.database, this.#since, PAGE);
      for (const { id, text, pointIds, at } of examples) {
        this.#suggester.addExample(
          id,
          text,
          pointIds.filter((pointId) => graph.isActive(pointId)),
        );
        this.#since = Math.max(this.#since, at);
      }
    }
    this.#checkedAt = Date.now();
    if (this.#suggester.fitDue && this.#fitting === undefined) {
      this.#fitting = this.#fit(this.#suggester).finally(() => {
        this.#fitting = undefined;
      });
    }
  }

  /** Learns anew in slices, between requests; given up when another suggester has taken its place. */
  async #fit(suggester: PointSuggester): Promise<void> {
    for (const _ of suggester.fit()) {
      await setImmediate();
      if (this.#suggester !== suggester) return;
    }
  }
}
