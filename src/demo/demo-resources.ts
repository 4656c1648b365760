import type { KnowledgePoint } from "../knowledge/graph-state.js";
import { type SeededRandom, seededRandom } from "../seeded-random.js";
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
import { expandQuestion, fillTemplate, numbered, questionSheet, variantsOf } from "./question-text.js";

/** How often a question comes with a second set of numbers. */
const SECOND_VARIANT_SHARE = 0.15;
const QUESTIONS_ON_A_SHEET = 4;
const REVIEW_ON_A_SHEET = 2;
const POINTS_OF_A_TOPIC = 8;
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
  const questionsOf = groupBy(input.questions, ({ knowledgePointId }) => knowledgePointId);
  const topics = groupBy(leaves, ({ parentIds }) => parentIds[0] ?? "");
  const drafts = [
    ...leaves.flatMap((point) => [
      ...pointQuestions(point, questionsOf.get(point.id) ?? [], random),
      ...pointResources(input, point, questionsOf, random),
    ]),
    ...[...topics].flatMap(([topicId, parts]) => topicResources(input, topicId, parts, questionsOf, random)),
    ...input.templates.unrelated.map(
      (content): Draft => ({ role: "TEACHES", pointIds: [], content: { kind: "OTHER", ...content, minutes: 10 } }),
    ),
  ];
  return drafts.map(({ content, ...made }, i) => {
    const id = `demo-r-${String(i + 1).padStart(4, "0")}`;
    return { ...made, row: { id, ...content, ...provenance(input, made.subjectId, id, random) } };
  });
}

type Content = Pick<ResourceRow, "kind" | "title" | "description" | "text" | "minutes" | "difficulty">;
type Draft = Omit<MadeResource, "row"> & { readonly content: Content };
type Questions = ReadonlyMap<string, readonly QuestionTemplate[]>;

function pointQuestions(point: KnowledgePoint, questions: readonly QuestionTemplate[], random: SeededRandom): Draft[] {
  return questions.flatMap((question) => {
    const variants = random.chance(SECOND_VARIANT_SHARE) ? Math.min(2, variantsOf(question)) : 1;
    return Array.from({ length: variants }, (_, variant) => ({
      subjectId: point.subjectId,
      role: random.chance(0.5) ? ("ASSESSES" as const) : ("PRACTISES" as const),
      pointIds: [point.id],
      form: question.form,
      content: questionContent(point, question, variant, random),
    }));
  });
}

function pointResources(
  input: DemoInput,
  point: KnowledgePoint,
  questionsOf: Questions,
  random: SeededRandom,
): Draft[] {
  const own = questionsOf.get(point.id) ?? [];
  const before = input.graph.prerequisitesOf(point.id).map(({ prerequisiteId }) => prerequisiteId);
  const category = categoryOf(point);
  const fitting = input.templates.point.filter(
    (template) =>
      (template.for === "any" || template.for === category) && !(template.needsQuestion && own.length === 0),
  );
  const count = (own.length === 0 ? 1 : 0) + (random.chance(0.45) ? 1 : 0) + (random.chance(0.15) ? 1 : 0);
  return random
    .shuffle(fitting)
    .slice(0, count)
    .map((template) => {
      const asked = questionSheet(own, { count: QUESTIONS_ON_A_SHEET, repeats: true, random });
      const review = questionSheet(
        before.flatMap((id) => questionsOf.get(id) ?? []),
        { count: REVIEW_ON_A_SHEET, repeats: false, random },
      );
      const names = before.slice(0, 3).map((id) => input.graph.getPoint(id).name);
      return fromTemplate(input, template, [point], random, {
        point: point.name,
        desc: point.description ?? "",
        before: names.map((name) => `“${name}”`).join("、") || "生活经验和小学所学内容",
        question: asked[0] ?? `关于“${point.name}”，你有哪些经验或问题？和同伴交流。`,
        questions: numbered([...review, ...asked]),
      });
    });
}

function topicResources(
  input: DemoInput,
  topicId: string,
  parts: readonly KnowledgePoint[],
  questionsOf: Questions,
  random: SeededRandom,
): Draft[] {
  const topic = input.graph.points.get(topicId);
  if (!topic || parts.length < 3) return [];
  return input.templates.topic
    .filter(({ kind }) => random.chance(TOPIC_SHARE[kind] ?? 0))
    .flatMap((template) => {
      const chosen = new Set(random.shuffle(parts).slice(0, POINTS_OF_A_TOPIC));
      const points = parts.filter((part) => chosen.has(part));
      const questions = points.flatMap(({ id }) => questionsOf.get(id) ?? []);
      const sheet = questionSheet(questions, { count: QUESTIONS_ON_A_PAPER, repeats: false, random });
      if (template.kind === "TEST_PAPER" && sheet.length < QUESTIONS_ON_A_PAPER / 2) return [];
      const names = points.map(({ name }) => name).join("、");
      const values = { topic: topic.name, points: names, questions: numbered(sheet) };
      return [fromTemplate(input, template, points, random, values)];
    });
}

function fromTemplate(
  input: DemoInput,
  template: TemplateText,
  points: readonly KnowledgePoint[],
  random: SeededRandom,
  values: Readonly<Record<string, string>>,
): Draft {
  const { subjectId } = points[0]!;
  const grade = Math.max(...points.map(({ gradeFrom = 7 }) => gradeFrom));
  const difficulty = points.reduce((sum, point) => sum + (point.difficulty ?? 0.5), 0) / points.length;
  const minutes = random.between(...template.minutes);
  const subject = input.templates.subjects[subjectId] ?? "";
  const all = { grade: `${GRADES[grade - 1]}年级`, subject, minutes: String(minutes), ...values };
  return {
    subjectId,
    role: roleOf(template.kind),
    pointIds: points.map(({ id }) => id),
    content: {
      kind: template.kind,
      title: fillTemplate(template.title, all),
      description: fillTemplate(template.description, all),
      text: fillTemplate(template.text, all),
      minutes,
      difficulty: round(clamp(difficulty + 0.08 * random.normal(), 0.05, 0.95)),
    },
  };
}

function questionContent(
  point: KnowledgePoint,
  question: QuestionTemplate,
  variant: number,
  random: SeededRandom,
): Content {
  const text = expandQuestion(question, variant);
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

function categoryOf({ name, cognitiveLevel }: KnowledgePoint): PointCategory {
  if (/^探究|^测量|实验|的使用/.test(name)) return "experiment";
  return cognitiveLevel === undefined || cognitiveLevel === "REMEMBER" || cognitiveLevel === "UNDERSTAND"
    ? "concept"
    : "skill";
}

function roleOf(kind: DemoKind): TagRow["role"] {
  return kind === "TEST_PAPER" ? "ASSESSES" : kind === "WORKSHEET" || kind === "QUESTION" ? "PRACTISES" : "TEACHES";
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
