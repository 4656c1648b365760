import { Arg, Ctx, Query, Resolver } from "type-graphql";
import type { Language, Text } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import type { Resources } from "../resources/resources.js";
import { systemsOf } from "./match-step.js";
import { PaperBlueprintInput } from "./paper.input.js";
import type { PaperQuestion, Papers } from "./paper.js";
import { type PaperCheckType, type PaperQuestionType, PaperType } from "./paper.type.js";
import type { PaperBlueprint } from "./paper-blueprint.js";
import type { PaperCheck } from "./paper-checks.js";
import { bandName, checkText, LEVEL_NAMES } from "./paper-text.js";

@Resolver()
export class PaperResolver {
  constructor(
    private readonly papers: Papers,
    private readonly knowledge: Knowledge,
    private readonly library: Resources,
    private readonly people: People,
  ) {}

  @Query(() => PaperType, {
    description:
      "a test paper (智能组卷) that comes as near to its blueprint as the visible questions allow, and what is missing; nothing is stored",
  })
  async composePaper(
    @Arg("blueprint", () => PaperBlueprintInput) blueprint: PaperBlueprintInput,
    @Ctx() context: RequestContext,
  ): Promise<PaperType> {
    const { principal, language } = context;
    const { classId } = blueprint;
    const subjects = this.papers.subjectsOf(blueprint);
    const ofClass = classId ? await this.people.requireClass(principal, classId, subjects) : undefined;
    const viewer = await this.library.viewer(context);
    const systems = systemsOf(principal, null);
    const { questions, checks, ...paper } = await this.papers.compose(blueprint, { viewer, ofClass, systems });
    const difficulties = questions.flatMap(({ difficulty }) => (difficulty === undefined ? [] : [difficulty]));
    return {
      ...paper,
      questions: questions.map(presentQuestion),
      minutes: questions.reduce((sum, { minutes }) => sum + minutes, 0),
      difficulty:
        difficulties.length === 0 ? null : difficulties.reduce((sum, one) => sum + one, 0) / difficulties.length,
      isMet: checks.every(({ isMet }) => isMet),
      checks: checks.map((check) => this.#presentCheck(check, blueprint, language)),
    };
  }

  #presentCheck(check: PaperCheck, blueprint: PaperBlueprint, language: Language): PaperCheckType {
    const { index, given, available, ...rest } = check;
    const text = checkText(check, this.#nameOf(check, blueprint))[language];
    return { ...rest, index: index ?? null, given: given ?? null, available: available ?? null, text };
  }

  /** What a part, level or band is called. */
  #nameOf({ aim, index = 0 }: PaperCheck, { parts, levels, difficultyBands }: PaperBlueprint): Text | undefined {
    if (aim === "LEVEL") return LEVEL_NAMES[levels![index]!.cognitiveLevel];
    if (aim === "BAND") return bandName(difficultyBands![index]!);
    if (aim !== "PART") return undefined;
    const { knowledgePointIds, frameworkItemIds } = parts![index]!;
    const graph = this.knowledge.graph();
    const points = (knowledgePointIds ?? []).map((id) => graph.getPoint(id));
    const items = (frameworkItemIds ?? []).map((id) => graph.getItem(id).statement);
    return {
      zh: [...points.map(({ name }) => name), ...items].join("、"),
      en: [...points.map(({ name, nameEn }) => nameEn ?? name), ...items].join(", "),
    };
  }
}

function presentQuestion(question: PaperQuestion): PaperQuestionType {
  const { resource, knowledgePoint, role, difficulty, minutes, score } = question;
  const cognitiveLevel = knowledgePoint.cognitiveLevel ?? null;
  return { resource, knowledgePoint, role, cognitiveLevel, difficulty: difficulty ?? null, minutes, score };
}
