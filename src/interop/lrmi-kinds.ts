import type { ResourceKind } from "../resources/resources.enums.js";

/** Names of kinds as they end the ids of vocabularies, stand as types of schema.org, or as plain words. */
const NAMES: Readonly<Record<Exclude<ResourceKind, "OTHER">, readonly string[]>> = {
  VIDEO: ["video", "videoobject", "film", "movie", "animation", "微课", "视频"],
  SLIDES: ["slide", "slides", "presentation", "presentationdigitaldocument", "课件"],
  INTERACTIVE: ["application", "simulation", "educational_game", "game", "software", "softwareapplication", "互动"],
  QUESTION: ["question", "problem", "assessment_item", "习题", "试题"],
  WORKSHEET: ["worksheet", "drill_and_practice", "exercise", "homework", "练习", "任务单"],
  TEST_PAPER: ["assessment", "quiz", "exam", "test", "examination", "questionnaire", "试卷"],
  LESSON_PLAN: ["lesson_plan", "lessonplan", "unit_plan", "syllabus", "教案", "教学设计"],
  DOCUMENT: ["text", "textbook", "textdigitaldocument", "digitaldocument", "article", "book", "handout", "文档"],
};

const KIND_OF = new Map(Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)));

/** Identifiers of the kinds in the vocabulary HCRT of the profile AMB. */
export const HCRT_OF: Readonly<Record<ResourceKind, string>> = {
  VIDEO: "video",
  SLIDES: "slide",
  INTERACTIVE: "application",
  QUESTION: "drill_and_practice",
  WORKSHEET: "worksheet",
  TEST_PAPER: "assessment",
  LESSON_PLAN: "lesson_plan",
  DOCUMENT: "text",
  OTHER: "other",
};

/** The kind that the first known of these ids, types or words names. */
export function kindNamed(names: readonly string[]): ResourceKind | undefined {
  for (const name of names) {
    const end = /[^/#]*$/.exec(name.trim())?.[0] ?? "";
    const kind = KIND_OF.get(end.toLowerCase().replace(/[\s-]+/g, "_"));
    if (kind !== undefined) return kind as ResourceKind;
  }
  return undefined;
}
