import { badInput } from "../errors.js";
import type { CognitiveLevel } from "../knowledge/knowledge.enums.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { ResourceKind } from "../resources/resources.enums.js";

/** How many questions are wanted of something: so many, or a share of the paper. */
export interface QuotaFields {
  readonly questions?: number | null;
  /** 0 to 1. */
  readonly share?: number | null;
}

export interface PartFields extends QuotaFields {
  readonly knowledgePointIds?: readonly string[] | null;
  readonly frameworkItemIds?: readonly string[] | null;
}

export interface LevelFields extends QuotaFields {
  readonly cognitiveLevel: CognitiveLevel;
}

/** Difficulties from `from` up to `to`, 0 to 1; the upper bound belongs to the next band, except 1. */
export interface BandFields extends QuotaFields {
  readonly from: number;
  readonly to: number;
}

export interface PaperBlueprint {
  readonly knowledgePointIds?: readonly string[] | null;
  readonly frameworkItemIds?: readonly string[] | null;
  readonly parts?: readonly PartFields[] | null;
  readonly levels?: readonly LevelFields[] | null;
  readonly difficultyBands?: readonly BandFields[] | null;
  readonly questions?: number | null;
  /** Maximum. */
  readonly minutes?: number | null;
  readonly score?: number | null;
  /** Mean, 0 to 1, higher is harder. */
  readonly difficulty?: number | null;
  /** Standard deviation of the difficulties. */
  readonly spread?: number | null;
  readonly kinds?: readonly ResourceKind[] | null;
  readonly language?: string | null;
  readonly excludeResourceIds?: readonly string[] | null;
  readonly seed?: number | null;
}

/** What a question is, as far as quotas ask. */
export interface QuotaFacts {
  readonly leaf: string;
  readonly level: CognitiveLevel | undefined;
  readonly difficulty: number | undefined;
}

/** A part, a level or a band of a blueprint; `field` and `index` are its place there. */
export interface Quota extends QuotaFields {
  readonly aim: "PART" | "LEVEL" | "BAND";
  readonly field: string;
  readonly index: number;
  readonly includes: (facts: QuotaFacts) => boolean;
}

/** The scope of a paper and what is wanted of it. */
export interface PaperPlan {
  /** Ids of active leaves, sorted. */
  readonly leaves: readonly string[];
  readonly quotas: readonly Quota[];
}

/** Points of one paper: a textbook has one to three hundred. */
const MOST_LEAVES = 500;

/**
 * Reads a blueprint on a graph. Throws NOT_FOUND for unknown points and items, and BAD_INPUT where there is no scope or too
 * large a one, neither questions nor minutes, a quota without exactly one of questions and share, parts or bands that overlap,
 * a level twice, or shares above 1.
 */
export function planPaper(graph: KnowledgeGraph, blueprint: PaperBlueprint): PaperPlan {
  if (typeof blueprint.questions !== "number" && typeof blueprint.minutes !== "number")
    throw badInput("questions", { zh: "请给出 questions 或 minutes。", en: "Give questions or minutes." });
  const parts = (blueprint.parts ?? []).map((part, index) => {
    const leaves = graph.leavesOf(part.knowledgePointIds ?? [], part.frameworkItemIds ?? []);
    if (leaves.length === 0) {
      throw badInput(`parts.${index}.knowledgePointIds`, {
        zh: "这一部分没有知识点：请给出 knowledgePointIds 或 frameworkItemIds。",
        en: "This part has no point: give knowledgePointIds or frameworkItemIds.",
      });
    }
    return new Set(leaves);
  });
  const named = graph.leavesOf(blueprint.knowledgePointIds ?? [], blueprint.frameworkItemIds ?? []);
  const leaves = [...new Set([...named, ...parts.flatMap((part) => [...part])])].sort();
  if (leaves.length === 0 || leaves.length > MOST_LEAVES) {
    throw badInput("knowledgePointIds", {
      zh: `请用 knowledgePointIds、frameworkItemIds 或 parts 给出 1 至 ${MOST_LEAVES} 个知识点的范围，现有 ${leaves.length} 个。`,
      en: `Name a scope of 1 to ${MOST_LEAVES} points by knowledgePointIds, frameworkItemIds or parts; this has ${leaves.length}.`,
    });
  }
  const levels = blueprint.levels ?? [];
  const bands = blueprint.difficultyBands ?? [];
  requireApart(parts, levels, bands);
  const quotas: Quota[] = [
    ...(blueprint.parts ?? []).map((part, index): Quota => {
      const includes = ({ leaf }: QuotaFacts) => parts[index]!.has(leaf);
      return { ...counted(part), aim: "PART", field: "parts", index, includes };
    }),
    ...levels.map((level, index): Quota => {
      const includes = (facts: QuotaFacts) => facts.level === level.cognitiveLevel;
      return { ...counted(level), aim: "LEVEL", field: "levels", index, includes };
    }),
    ...bands.map((band, index): Quota => {
      const includes = ({ difficulty: d }: QuotaFacts) =>
        d !== undefined && d >= band.from && (d < band.to || (d === 1 && band.to === 1));
      return { ...counted(band), aim: "BAND", field: "difficultyBands", index, includes };
    }),
  ];
  for (const quota of quotas) requireOne(quota);
  return { leaves, quotas };
}

const counted = ({ questions = null, share = null }: QuotaFields) => ({ questions, share });

function requireOne({ field, index, questions, share }: Quota): void {
  if ((typeof questions === "number") !== (typeof share === "number")) return;
  throw badInput(`${field}.${index}.questions`, {
    zh: "questions 与 share 须且只须给出一个。",
    en: "Give exactly one of questions and share.",
  });
}

/** A question counts once among parts, once among levels and once among bands. */
function requireApart(
  parts: readonly ReadonlySet<string>[],
  levels: readonly LevelFields[],
  bands: readonly BandFields[],
): void {
  parts.forEach((part, index) => {
    const shared = [...part].find((leaf) => parts.slice(0, index).some((earlier) => earlier.has(leaf)));
    if (shared === undefined) return;
    throw badInput(`parts.${index}.knowledgePointIds`, {
      zh: `知识点 ${shared} 同时属于前面的部分，各部分不能重叠。`,
      en: `Point ${shared} is in an earlier part too; parts must not overlap.`,
    });
  });
  levels.forEach(({ cognitiveLevel }, index) => {
    if (levels.findIndex((level) => level.cognitiveLevel === cognitiveLevel) < index)
      throw badInput(`levels.${index}.cognitiveLevel`, { zh: "认知层次重复。", en: "This level is named twice." });
  });
  bands.forEach(({ from, to }, index) => {
    if (from >= to)
      throw badInput(`difficultyBands.${index}.to`, { zh: "to 须大于 from。", en: "to must be above from." });
    if (bands.slice(0, index).some((band) => from < band.to && band.from < to))
      throw badInput(`difficultyBands.${index}.from`, { zh: "难度区间重叠。", en: "Bands must not overlap." });
  });
}

/**
 * Questions wanted of each quota in a paper of `size`: the number asked for, or the share of the paper by largest remainders
 * (Hamilton), within parts, levels and bands each. Throws BAD_INPUT where they ask for more than there are.
 */
export function questionsOf(quotas: readonly Quota[], size: number): number[] {
  const wanted = quotas.map(({ questions }) => questions ?? 0);
  for (const field of new Set(quotas.map((quota) => quota.field))) {
    const own = [...quotas.keys()].filter((i) => quotas[i]!.field === field);
    const shared = own.filter((i) => typeof quotas[i]!.share === "number");
    const shares = shared.map((i) => quotas[i]!.share! * size);
    apportion(shares, Math.round(shares.reduce((sum, share) => sum + share, 0))).forEach((count, i) => {
      wanted[shared[i]!] = count;
    });
    const asked = own.reduce((sum, i) => sum + wanted[i]!, 0);
    if (asked > size) {
      throw badInput(field, {
        zh: `${field} 共要 ${asked} 题，试卷只有 ${size} 题。`,
        en: `${field} ask for ${asked} questions in all, the paper has ${size}.`,
      });
    }
  }
  return wanted;
}

/** Whole numbers that sum to `total`, each the floor of its part or one more: the largest remainders, the first of equals. */
export function apportion(parts: readonly number[], total: number): number[] {
  const whole = parts.map((part) => Math.floor(part + 1e-9));
  const left = total - whole.reduce((sum, part) => sum + part, 0);
  const byRemainder = [...parts.keys()].sort((a, b) => parts[b]! - whole[b]! - (parts[a]! - whole[a]!) || a - b);
  for (const i of byRemainder.slice(0, Math.max(0, left))) whole[i]!++;
  return whole;
}
