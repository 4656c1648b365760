import type { KnowledgeGraph, KnowledgePoint } from "../knowledge/knowledge-graph.js";
import type {
  DemoInput,
  DemoKind,
  MadeResource,
  PointCategory,
  QuestionTemplate,
  ResourceRow,
  TagRow,
  TemplateText,
} from "./demo-rows.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";

/** How often a question comes with a second set of numbers. */
const SECOND_VARIANT_SHARE = 0.15;
const QUESTIONS_ON_A_SHEET = 4;
const QUESTIONS_ON_A_PAPER = 10;
const AI_SHARE = { generated: 0.04, assisted: 0.1 };
/** How often a topic has a resource of each kind. */
const TOPIC_SHARE: Partial<Record<DemoKind, number>> = { WORKSHEET: 0.8, TEST_PAPER: 0.6, DOCUMENT: 0.5, OTHER: 0.4 };
const GRADES = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
const HARD_WORDS = ["容易", "较易", "中等", "较难", "难"];

/**
 * Questions of each point, single-point resources of the other kinds, and resources for whole topics. Points of
 * `city.withoutResources` are left out of all.
 */
export function makeResources(input: DemoInput): MadeResource[] {
  const random = seededRandom(input.seed ^ 0x5eed1);
  const excluded = new Set(input.city.withoutResources);
  const leaves = input.graph.compiled.ids.filter((id) => !excluded.has(id)).map((id) => input.graph.getPoint(id));
  const templatesOf = groupBy(input.questions, ({ knowledgePointId }) => knowledgePointId);
  const made: MadeResource[] = [];

  const add = (resource: Omit<MadeResource, "row">, content: Content) => {
    const id = `demo-r-${String(made.length + 1).padStart(4, "0")}`;
    made.push({ ...resource, row: { id, ...content, ...provenance(input, resource.subjectId, id, random) } });
  };
  const addFrom = (
    template: TemplateText,
    points: readonly KnowledgePoint[],
    values: Readonly<Record<string, string>>,
  ) => {
    const { subjectId, difficulty = 0.5, gradeFrom = 8 } = points[0]!;
    const minutes = random.between(...template.minutes);
    const all: Record<string, string> = {
      grade: `${GRADES[gradeFrom - 1]}年级`,
      subject: input.templates.subjects[subjectId] ?? "",
      minutes: String(minutes),
      ...values,
    };
    add(
      { subjectId, role: roleOf(template.kind), pointIds: points.map(({ id }) => id) },
      {
        kind: template.kind,
        title: fill(template.title, all),
        description: fill(template.description, all),
        text: fill(template.text, all),
        minutes,
        difficulty: round(clamp(difficulty + 0.08 * random.normal(), 0.05, 0.95)),
      },
    );
  };

  for (const point of leaves) {
    const questions = templatesOf.get(point.id) ?? [];
    for (const question of questions) {
      const variants = random.chance(SECOND_VARIANT_SHARE) ? Math.min(2, variantsOf(question)) : 1;
      for (let variant = 0; variant < variants; variant++) {
        const role = random.chance(0.5) ? "ASSESSES" : "PRACTISES";
        add(
          { subjectId: point.subjectId, role, pointIds: [point.id], form: question.form },
          questionContent(point, question, variant, random),
        );
      }
    }
    const category = categoryOf(point);
    const fitting = input.templates.point.filter((template) => template.for === "any" || template.for === category);
    const count = (questions.length === 0 ? 1 : 0) + (random.chance(0.45) ? 1 : 0) + (random.chance(0.15) ? 1 : 0);
    for (const template of random.shuffle(fitting).slice(0, count)) {
      const ask = `请用自己的话说明“${point.name}”，并举一个例子。`;
      const asked = random.shuffle(questions).map((question) => expand(question, random.between(0, 3)));
      addFrom(template, [point], {
        point: point.name,
        desc: point.description ?? "",
        before: prerequisiteNames(input.graph, point.id) || "生活经验和小学所学内容",
        question: asked[0] ?? ask,
        questions: numbered([...asked.slice(0, QUESTIONS_ON_A_SHEET), ask]),
      });
    }
  }

  for (const [topicId, parts] of groupBy(leaves, ({ parentIds }) => parentIds[0] ?? "")) {
    const topic = input.graph.points.get(topicId);
    if (!topic || parts.length < 3) continue;
    for (const template of input.templates.topic) {
      if (!random.chance(TOPIC_SHARE[template.kind] ?? 0)) continue;
      const points = random
        .shuffle(parts)
        .slice(0, 6)
        .sort((a, b) => parts.indexOf(a) - parts.indexOf(b));
      const questions = points.flatMap(({ id }) => templatesOf.get(id) ?? []);
      addFrom(template, points, {
        topic: topic.name,
        points: points.map(({ name }) => name).join("、"),
        questions: numbered(
          random
            .shuffle(questions)
            .slice(0, QUESTIONS_ON_A_PAPER)
            .map((question) => expand(question, random.between(0, 3))),
        ),
      });
    }
  }
  for (const { title, description } of input.templates.unrelated) {
    add({ role: "TEACHES", pointIds: [] }, { kind: "OTHER", title, description, minutes: 10 });
  }
  return made;
}

type Content = Pick<ResourceRow, "kind" | "title" | "description" | "text" | "minutes" | "difficulty">;

function questionContent(
  point: KnowledgePoint,
  question: QuestionTemplate,
  variant: number,
  random: SeededRandom,
): Content {
  const text = expand(question, variant);
  const hard = HARD_WORDS[Math.min(4, Math.floor(question.difficulty * 5))];
  return {
    kind: "QUESTION",
    title: `${text.length > 30 ? `${text.slice(0, 28)}…` : text}${variant > 0 ? "（变式）" : ""}`,
    description: `${question.form}，考查“${point.name}”，难度：${hard}。`,
    text,
    minutes: clamp(Math.round(1 + 7 * question.difficulty + random.normal()), 1, 12),
    difficulty: round(clamp(question.difficulty + 0.03 * random.normal(), 0.05, 0.95)),
  };
}

/** Level, owner, supply, origin, publisher and licence, as a city's holdings have them. */
function provenance(input: DemoInput, subjectId: string | undefined, id: string, random: SeededRandom) {
  const draw = random.next();
  const ai = random.next();
  const school = random.pick(input.city.schools);
  const district = input.city.districts.find((one) => one.id === school.districtId)!;
  const common = {
    url: `https://resources.example.org/${id}`,
    language: "zh-CN",
    origin: ai < AI_SHARE.generated ? "AI_GENERATED" : ai < AI_SHARE.assisted ? "AI_ASSISTED" : "HUMAN",
  } as const;
  if (draw < 0.16) {
    const publisher = `${school.name}${input.templates.subjects[subjectId ?? ""] ?? "年级"}组`;
    return {
      ...common,
      adminLevel: "SCHOOL",
      ownerId: school.id,
      supply: "SCHOOL_BASED",
      publisher,
      licence: "校内使用",
    } as const;
  }
  if (draw < 0.34) {
    const publisher = `${district.name}教研室`;
    return {
      ...common,
      adminLevel: "DISTRICT",
      ownerId: district.id,
      supply: "BASIC",
      publisher,
      licence: "区内学校使用",
    } as const;
  }
  const adminLevel = draw < 0.72 ? "CITY" : draw < 0.85 ? "PROVINCE" : "NATION";
  const publisher = random.pick(input.templates.publishers[adminLevel]);
  const bought = publisher.includes("供应商");
  return {
    ...common,
    adminLevel,
    supply: bought ? "PERSONALISED" : "BASIC",
    publisher,
    licence: bought ? "采购授权" : "CC BY 4.0",
    ...(adminLevel === "CITY"
      ? {}
      : { externalIds: [{ system: `${adminLevel.toLowerCase()}-catalogue`, id: `DEMO-${id.slice(-4)}` }] }),
  } as const;
}

/** The names of up to three prerequisites. */
function prerequisiteNames(graph: KnowledgeGraph, id: string): string {
  const names = graph.prerequisitesOf(id).map(({ prerequisiteId }) => graph.getPoint(prerequisiteId).name);
  return names.slice(0, 3).join("、");
}

function categoryOf({ name, cognitiveLevel }: KnowledgePoint): PointCategory {
  if (/^探究|^测量|实验|的使用/.test(name)) return "experiment";
  return cognitiveLevel === undefined || cognitiveLevel === "REMEMBER" || cognitiveLevel === "UNDERSTAND"
    ? "concept"
    : "skill";
}

function roleOf(kind: DemoKind): TagRow["role"] {
  return kind === "TEST_PAPER" ? "ASSESSES" : kind === "WORKSHEET" || kind === "QUESTION" ? "PRACTISES" : "TEACHES";
}

const CHOICES = /\{([^{}]*\|[^{}]*)\}/g;

function variantsOf({ text }: QuestionTemplate): number {
  return Math.max(1, ...[...text.matchAll(CHOICES)].map((match) => match[1]!.split("|").length));
}

function expand({ text }: QuestionTemplate, variant: number): string {
  return text.replace(CHOICES, (_, list: string) => list.split("|")[variant % list.split("|").length]!);
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function numbered(lines: readonly string[]): string {
  return lines.map((line, i) => `${i + 1}．${line}`).join("\n");
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
