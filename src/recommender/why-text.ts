import type { Text } from "../errors.js";
import type { Counterfactual, StepWhy } from "./explain-step.js";
import type { MatchReason } from "./match-resources.js";
import type { CandidateStep } from "./next-steps.js";
import type { PathObstacle } from "./recommender.enums.js";

/** The name of a point, by node number, in both languages. */
export type PointNames = (leaf: number) => Text;

/** The reason of a step in sentences that a pupil and a teacher understand. `target` as a proportion. */
export function stepText(step: ExplainedStep, why: Omit<StepWhy, "lost" | "counterfactual">, names: PointNames): Text {
  return joinTexts([opening(step, why, names), readiness(step, why, names), outlook(step, why, names), effort(step)]);
}

/** A next step, or (without `cause`) a step of a path. */
export type ExplainedStep = Pick<CandidateStep, "leaf" | "kind" | "mastery" | "minutes" | "stuck"> & {
  readonly cause?: CandidateStep["cause"];
};

/** What stands for a retired point that a goal names. */
export function replacedText(retired: Text, by: readonly Text[]): Text {
  return {
    zh: `目标里的「${retired.zh}」已停用，改为${by.map(({ zh }) => `「${zh}」`).join("")}。`,
    en: `“${retired.en}” of the goal is retired; ${by.map(({ en }) => `“${en}”`).join(", ")} took its place.`,
  };
}

/** “If 移项 were mastered, 一元一次方程 would come first.” */
export function counterfactualText({ supposed, first, isMastered }: Counterfactual, names: PointNames): Text {
  const a = names(supposed);
  const b = first === undefined ? undefined : names(first);
  const fact = isMastered
    ? { zh: `「${a.zh}」再答对一次`, en: `“${a.en}” were answered right once more` }
    : { zh: `「${a.zh}」已经掌握`, en: `“${a.en}” were mastered` };
  return {
    zh: `如果${fact.zh}，${b ? `排在第一的就是「${b.zh}」` : "就没有别的要学了"}。`,
    en: `If ${fact.en}, ${b ? `“${b.en}” would come first` : "nothing would be left to do"}.`,
  };
}

/** Why a path does not reach its goal. `minutes`: what the path uses; `steps`: how many fit. */
export function obstacleText(obstacle: PathObstacle, steps: number, target: number): Text {
  const rest = {
    zh: steps > 0 ? `以下 ${steps} 步在时间之内。` : "连第一步也放不下。",
    en:
      steps > 1
        ? `The ${steps} steps below fit.`
        : steps === 1
          ? "The step below fits."
          : "Not even the first step fits.",
  };
  switch (obstacle) {
    case "BUDGET":
      return joinTexts([
        { zh: "时间预算不够学到目标。", en: "The minutes given are too few to reach the goal." },
        rest,
      ]);
    case "DEADLINE":
      return joinTexts([
        { zh: "截止时间之前学不到目标。", en: "The goal cannot be reached before the deadline." },
        rest,
      ]);
    case "TARGET_ABOVE_MODEL":
      return {
        zh: `目标掌握度 ${percent(target)} 高于模型能够确认的上限。`,
        en: `The target of ${percent(target)} is higher than the model can ever confirm.`,
      };
  }
}

/** One reason of a resource match; `name` is that of the reason's point. */
export function matchReasonText({ code, success }: MatchReason, name: Text | undefined): Text {
  const zh = name?.zh ?? "";
  const en = name?.en ?? "";
  switch (code) {
    case "COVERS":
      return { zh: `讲的正是「${zh}」`, en: `It is about “${en}”` };
    case "COVERS_WHOLE":
      return { zh: `讲的是包含它的「${zh}」`, en: `It is about “${en}”, of which this is a part` };
    case "COVERS_PREREQUISITE":
      return { zh: `讲的是先修知识「${zh}」`, en: `It is about the prerequisite “${en}”` };
    case "COVERS_DEPENDENT":
      return { zh: `讲的是后续知识「${zh}」，其中会用到`, en: `It is about “${en}”, which builds on this` };
    case "COVERS_MORE":
      return { zh: "还涉及所需的其他知识点", en: "It touches further points that are needed" };
    case "TEXT":
      return { zh: "标题或内容与描述相符", en: "Its words fit the description" };
    case "TEXT_POINT":
      return {
        zh: `描述所说的像是「${zh}」，它正与之有关`,
        en: `The description seems to be about “${en}”, and so is it`,
      };
    case "ROLE":
      return { zh: "用途适合现在这一步", en: "Its use suits this step" };
    case "DIFFICULTY":
      return { zh: "难度合适", en: "Its difficulty suits" };
    case "SUCCESS":
      return success === undefined
        ? { zh: "难度还不清楚", en: "How hard it is, is not known yet" }
        : {
            zh: `预计有 ${Math.round(100 * success)}% 的把握做对`,
            en: `About a ${Math.round(100 * success)}% chance to get it right`,
          };
    case "MINUTES":
      return { zh: "时长合适", en: "It fits the time" };
    case "GRADE":
      return { zh: "适合这个年级", en: "It suits the grade" };
    case "OTHER_KIND":
      return { zh: "换一种类型的资源", en: "It is another kind of resource than before" };
    case "FITS":
      return { zh: "没有与要求不符之处", en: "Nothing asked for speaks against it" };
    case "TRUST":
      return { zh: "教师标注的一致程度", en: "How far teachers agree on what it covers" };
    case "VARIETY":
      return { zh: "与排在前面的资源相似", en: "It is like one listed before it" };
  }
}

function opening(
  { kind, cause, leaf, mastery, stuck }: ExplainedStep,
  why: Pick<StepWhy, "stuckDependents">,
  names: PointNames,
): Text {
  const { zh, en } = names(leaf);
  const now = percent(mastery);
  const blocked = why.stuckDependents[0];
  if (cause === "STUCK_DEPENDENT" && blocked !== undefined) {
    const above = names(blocked);
    return {
      zh: `先回头看「${zh}」：「${above.zh}」接连答错，而它要用到「${zh}」。`,
      en: `Go back to “${en}” first: “${above.en}”, which needs it, has been answered wrongly again and again.`,
    };
  }
  if (stuck) {
    return {
      zh: `「${zh}」接连答错，换一种资源再试。`,
      en: `“${en}” has been answered wrongly again and again: try another kind of resource.`,
    };
  }
  switch (kind) {
    case "LEARN":
      return { zh: `现在学「${zh}」。`, en: `Learn “${en}” now.` };
    case "STRENGTHEN":
      return {
        zh: `巩固「${zh}」，目前掌握度约 ${now}。`,
        en: `Strengthen “${en}”, which now stands at about ${now}.`,
      };
    case "REVIEW":
      return {
        zh: `复习「${zh}」：已经学会，但隔了一段时间，容易忘。`,
        en: `Review “${en}”: it was learnt, but some time ago, and is easily forgotten.`,
      };
  }
}

function readiness(
  { kind, cause }: ExplainedStep,
  { prerequisites }: Pick<StepWhy, "prerequisites">,
  names: PointNames,
): Text | undefined {
  if (kind === "REVIEW") return undefined;
  if (prerequisites.length === 0) return { zh: "它不需要别的知识作基础。", en: "It needs nothing before it." };
  const { zh, en } = list(prerequisites, names);
  return cause === undefined
    ? { zh: `它需要的${zh}到那时都已掌握。`, en: `What it needs, ${en}, is mastered by then.` }
    : { zh: `它需要的${zh}都已掌握。`, en: `What it needs, ${en}, is mastered.` };
}

function outlook(
  { leaf }: ExplainedStep,
  { route, opens }: Pick<StepWhy, "route" | "opens">,
  names: PointNames,
): Text | undefined {
  const goal = route.at(-1);
  if (goal === undefined) return undefined;
  if (goal === leaf) return { zh: "它就是目标的一部分。", en: "It is part of the goal." };
  const target = names(goal);
  const next = route[1]!;
  const opened = opens.length > 1 ? list(opens, names) : undefined;
  const unlock: Text | undefined = opened && {
    zh: `学会后就可以学${opened.zh}。`,
    en: `It opens the way to ${opened.en}.`,
  };
  const lead: Text =
    next === goal
      ? { zh: `目标「${target.zh}」直接用到它。`, en: `The goal “${target.en}” builds directly on it.` }
      : {
          zh: `它通向「${names(next).zh}」，再到目标「${target.zh}」。`,
          en: `It leads to “${names(next).en}” and on to the goal “${target.en}”.`,
        };
  return unlock ? joinTexts([unlock, lead]) : lead;
}

function effort({ minutes }: ExplainedStep): Text {
  const rounded = Math.max(1, Math.round(minutes));
  return { zh: `大约 ${rounded} 分钟。`, en: `About ${rounded} ${rounded === 1 ? "minute" : "minutes"}.` };
}

const MOST_NAMED = 3;

function list(leaves: readonly number[], names: PointNames): Text {
  const shown = leaves.slice(0, MOST_NAMED).map(names);
  const more = leaves.length - shown.length;
  const zh = shown.map((name) => `「${name.zh}」`).join("");
  const en = shown.map((name) => `“${name.en}”`).join(", ");
  return more > 0 ? { zh: `${zh}等 ${leaves.length} 个知识点`, en: `${en} and ${more} more` } : { zh, en };
}

/** Sentences one after another. */
export function joinTexts(texts: readonly (Text | undefined)[]): Text {
  const given = texts.filter((text) => text !== undefined);
  return { zh: given.map((text) => text.zh).join(""), en: given.map((text) => text.en).join(" ") };
}

function percent(p: number): string {
  return `${p > 0.99 ? (100 * p).toFixed(2) : Math.round(100 * p)}%`;
}
