import { setImmediate, setTimeout } from "node:timers/promises";
import { badInput } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import { type AnnotationCursor, type ExamplePage, listExamples } from "./annotations.store.js";
import { PointSuggester, type SuggestionAnswer } from "./suggest-points.js";

/** Annotations read from the store at a time. */
const PAGE = 500;
/** Learning holds up what is asked for so long at a time. */
const TURN_MS = 5;
/** How long an answer may be behind the annotations of other instances. */
const STALE_AFTER_MS = 1000;
/** So long an answer waits for what is not learnt yet; then it is given from what is. */
const PATIENCE_MS = 1000;
/** An annotation is seen so long after its date at most: clocks differ, and its transaction is retried for up to eight seconds. */
const LATE_MS = 10_000;
const LONGEST_TEXT = 100_000;

/** Suggests points for a text, from the annotations at hand, following them and the graph. */
export class Suggestions {
  readonly #suggester = new PointSuggester([]);
  #graphVersion = -1;
  #retired = "";
  /** When all annotations were last read, in epoch milliseconds. */
  #readTo = 0;
  #checkedAt = 0;
  #following: Promise<void> | undefined;
  #fitting: Promise<void> | undefined;
  #stopped = false;

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
    await Promise.race([this.follow(), setTimeout(PATIENCE_MS, undefined, { ref: false })]);
    return this.#suggester.suggest(text, { subjectId, first, without });
  }

  /** Learns at once from an annotation made here; those of other instances are read within a second. */
  learn(): void {
    this.#checkedAt = 0;
  }

  /** Learns what was annotated until now; the linear ranker learns anew after it, between requests. */
  async follow(): Promise<void> {
    await this.#following;
    this.#following ??= this.#read().finally(() => {
      this.#following = undefined;
    });
    await this.#following;
  }

  /** Learns no more. */
  stop(): void {
    this.#stopped = true;
  }

  async #read(): Promise<void> {
    const graph = this.knowledge.graph();
    if (this.#graphVersion !== graph.version) this.#know(graph);
    const now = Date.now();
    if (now - this.#checkedAt < STALE_AFTER_MS) return;
    this.#checkedAt = now;
    for (let after: AnnotationCursor | undefined = { at: this.#readTo - LATE_MS, id: "" }; after && !this.#stopped; ) {
      const { examples, last } = await listExamples(this.database, after, PAGE);
      await this.#inTurns(this.#teach(examples, graph), () => setImmediate());
      after = last;
    }
    this.#readTo = now;
    if (this.#suggester.fitDue && this.#fitting === undefined) {
      // It takes minutes: half of the time is left to what is asked for.
      this.#fitting = this.#inTurns(this.#suggester.fit(), () => setTimeout(TURN_MS)).finally(() => {
        this.#fitting = undefined;
      });
    }
  }

  /** Points that were retired or came back change what resources cover, so all is read again. */
  #know(graph: KnowledgeGraph): void {
    const points = [...graph.points.values()];
    const retired = points
      .filter(({ status }) => status === "RETIRED")
      .map(({ id, replacedBy }) => `${id}>${replacedBy}`)
      .sort()
      .join();
    if (retired !== this.#retired) this.#readTo = 0;
    this.#suggester.know(points.filter(({ status }) => status === "ACTIVE"));
    this.#retired = retired;
    this.#graphVersion = graph.version;
    this.#checkedAt = 0;
  }

  *#teach(examples: ExamplePage["examples"], graph: KnowledgeGraph): Generator<void> {
    for (const { id, text, pointIds } of examples) {
      yield this.#suggester.addExample(
        id,
        text,
        pointIds.filter((pointId) => graph.isActive(pointId)),
      );
    }
  }

  /** Works on steps until they end, or learning stops; pauses after every few milliseconds of it. */
  async #inTurns(steps: Iterable<void>, pause: () => Promise<void>): Promise<void> {
    let turn = performance.now();
    for (const _ of steps) {
      if (performance.now() - turn < TURN_MS) continue;
      await pause();
      if (this.#stopped) return;
      turn = performance.now();
    }
  }
}
