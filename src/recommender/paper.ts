import { badInput } from "../errors.js";
import { compare, type KnowledgePoint } from "../knowledge/graph-state.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import type { ClassRecord } from "../people/class-record.js";
import type { Resource, Viewer } from "../resources/resource.js";
import type { AnnotationRole } from "../resources/resources.enums.js";
import { minutesOf } from "./compose-homework.js";
import { composePaper, type PaperAims, type PaperCandidate } from "./compose-paper.js";
import { goalRegion } from "./goal-closure.js";
import { apportion, type PaperBlueprint, type PaperPlan, planPaper, questionsOf } from "./paper-blueprint.js";
import { checkPaper, type PaperCheck } from "./paper-checks.js";
import { type Candidate, listAnswered, listCandidates } from "./recommender.store.js";

/** A question of the stock, with the point of the scope that it is chiefly about. */
interface StockQuestion extends PaperCandidate {
  readonly resource: Resource;
  readonly knowledgePoint: KnowledgePoint;
  readonly role: AnnotationRole;
}

export interface PaperQuestion extends StockQuestion {
  /** Whole points; those of a paper sum to its score. */
  readonly score: number;
}

export interface Paper {
  /** By kind as asked, easy ones first. */
  readonly questions: readonly PaperQuestion[];
  readonly checks: readonly PaperCheck[];
  /** Points of the scope that no question of the stock is chiefly about. */
  readonly uncovered: readonly KnowledgePoint[];
  /** Questions that could be chosen from. */
  readonly stock: number;
  /** Questions left out because a student of the class has answered them. */
  readonly answeredBefore: number;
}

/** Whom a paper is for. */
export interface PaperAudience {
  readonly viewer: Viewer;
  readonly ofClass: ClassRecord | undefined;
  /** Platforms that are to open the questions; null: no matter which. */
  readonly systems: readonly string[] | null;
}

const ASKING: readonly AnnotationRole[] = ["ASSESSES", "PRACTISES"];
/** Questions weighed in all, as far as each point can have its twenty; and of one point. */
const STOCK = 4000;
const LEAST_PER_POINT = 20;
const MOST_PER_POINT = 200;
const STANDARD_SCORE = 100;
/** What a question that only practises a point is worth beside one that assesses it. */
const PRACTISING = 0.5;

/** Papers that meet a blueprint. */
export class Papers {
  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
  ) {}

  /** Subjects of a blueprint's scope. Throws as `planPaper`. */
  subjectsOf(blueprint: PaperBlueprint): string[] {
    const graph = this.knowledge.graph();
    return [...new Set(planPaper(graph, blueprint).leaves.map((id) => graph.getPoint(id).subjectId))];
  }

  /**
   * A paper that comes as near to its blueprint as the visible published questions allow, and how each requirement is met.
   * Questions that ask about points outside of the scope and of what it builds on are left out, and of questions with the
   * same text all but one. One query, and one more for a class. Throws as `planPaper` and `questionsOf`, and
   * BAD_INPUT for a score that cannot give each question a point.
   */
  async compose(blueprint: PaperBlueprint, { viewer, ofClass, systems }: PaperAudience): Promise<Paper> {
    const graph = this.knowledge.graph();
    const plan = planPaper(graph, blueprint);
    const { leaves } = plan;
    const kinds = blueprint.kinds?.length ? blueprint.kinds : ["QUESTION" as const];
    const found = await listCandidates(this.database, {
      pointIds: leaves,
      perPoint: Math.min(MOST_PER_POINT, Math.max(LEAST_PER_POINT, Math.floor(STOCK / leaves.length))),
      filter: {
        roles: ASKING,
        kinds,
        adminLevels: null,
        language: blueprint.language ?? null,
        minutes: blueprint.minutes ?? null,
        systems,
      },
      viewer,
    });
    const excluded = new Set(blueprint.excludeResourceIds ?? []);
    const fitting = withoutCopies(stockOf(graph, plan, found).filter(({ id }) => !excluded.has(id)));
    const answered = await this.#answeredBy(ofClass, fitting);
    const stock = fitting.filter(({ id }) => !answered.has(id));
    const aims = aimsOf(blueprint, plan, stock);
    const score = blueprint.score ?? STANDARD_SCORE;
    if (score < aims.size) {
      throw badInput("score", {
        zh: `score 至少为 ${aims.size}，每题至少 1 分。`,
        en: `score must be at least ${aims.size}, so that each question has a point.`,
      });
    }
    const chosen = composePaper(stock, aims, blueprint.seed ?? 0).map((i) => stock[i]!);
    const asked = new Set(stock.map(({ knowledgePoint }) => knowledgePoint.id));
    return {
      questions: withScores(inOrder(chosen, kinds), score),
      checks: checkPaper({ stock, chosen, aims, quotas: plan.quotas }),
      uncovered: leaves.filter((id) => !asked.has(id)).map((id) => graph.getPoint(id)),
      stock: stock.length,
      answeredBefore: fitting.length - stock.length,
    };
  }

  async #answeredBy(ofClass: ClassRecord | undefined, stock: readonly StockQuestion[]): Promise<Set<string>> {
    if (!ofClass) return new Set();
    const ids = stock.map(({ id }) => id);
    const answered = await listAnswered(this.database, ofClass.studentIds, ids);
    return new Set([...answered.values()].flatMap((own) => [...own]));
  }
}

/** The questions that ask about the scope and about nothing that students of it need not know. */
function stockOf(graph: KnowledgeGraph, { leaves, quotas }: PaperPlan, found: readonly Candidate[]): StockQuestion[] {
  const { compiled } = graph;
  const region = goalRegion(
    compiled,
    Int32Array.from(leaves, (id) => compiled.indexOf(id)),
  );
  const isBeyond = (node: number) => node >= 0 && region[node] !== 1;
  const places = new Map(leaves.map((id, place) => [id, place]));
  return found.flatMap(({ resource, covers }) => {
    const asking = covers.filter(({ role }) => ASKING.includes(role));
    if (asking.some(({ knowledgePointId }) => isBeyond(compiled.indexOf(knowledgePointId)))) return [];
    const [main] = asking
      .filter(({ knowledgePointId }) => places.has(knowledgePointId))
      .sort(
        (a, b) => b.weight - a.weight || compare(a.role, b.role) || compare(a.knowledgePointId, b.knowledgePointId),
      );
    if (!main) return [];
    const knowledgePoint = graph.getPoint(main.knowledgePointId);
    const difficulty = resource.difficulty ?? (resource.facility === undefined ? undefined : 1 - resource.facility);
    const facts = { leaf: knowledgePoint.id, level: knowledgePoint.cognitiveLevel, difficulty };
    return {
      id: resource.id,
      resource,
      knowledgePoint,
      role: main.role,
      minutes: minutesOf(resource),
      difficulty,
      point: places.get(knowledgePoint.id)!,
      quotas: [...quotas.keys()].filter((i) => quotas[i]!.includes(facts)),
      worth: main.confidence * (main.role === "ASSESSES" ? 1 : PRACTISING),
    };
  });
}

/** Of questions with the same text only the first. */
function withoutCopies(stock: readonly StockQuestion[]): StockQuestion[] {
  const seen = new Set<string>();
  return stock.filter(({ resource: { textHash } }) => {
    if (textHash === undefined) return true;
    return !seen.has(textHash) && seen.add(textHash);
  });
}

/** Without a number of questions as many as the minutes hold on average, or as the quotas name. */
function aimsOf(blueprint: PaperBlueprint, { quotas }: PaperPlan, stock: readonly StockQuestion[]): PaperAims {
  const minutes = blueprint.minutes ?? undefined;
  const length = stock.reduce((sum, question) => sum + question.minutes, 0) / Math.max(1, stock.length);
  const named = (field: string) =>
    quotas.reduce((sum, quota) => sum + (quota.field === field ? (quota.questions ?? 0) : 0), 0);
  const size =
    blueprint.questions ??
    Math.max(1, Math.floor(minutes! / Math.max(1, length)), ...quotas.map(({ field }) => named(field)));
  return {
    size,
    minutes,
    quotas: questionsOf(quotas, size),
    difficulty: blueprint.difficulty ?? undefined,
    spread: blueprint.spread ?? undefined,
  };
}

const UNKNOWN = 0.5;

function inOrder(chosen: readonly StockQuestion[], kinds: readonly string[]): StockQuestion[] {
  return [...chosen].sort(
    (a, b) =>
      kinds.indexOf(a.resource.kind) - kinds.indexOf(b.resource.kind) ||
      (a.difficulty ?? UNKNOWN) - (b.difficulty ?? UNKNOWN) ||
      compare(a.id, b.id),
  );
}

/** One point each, the rest by minutes. */
function withScores(questions: readonly StockQuestion[], score: number): PaperQuestion[] {
  const minutes = questions.reduce((sum, question) => sum + question.minutes, 0);
  const rest = Math.max(0, score - questions.length);
  const more = apportion(
    questions.map((question) => (rest * question.minutes) / minutes),
    questions.length === 0 ? 0 : rest,
  );
  return questions.map((question, i) => ({ ...question, score: 1 + more[i]! }));
}
