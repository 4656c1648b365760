import type { Text } from "../errors.js";
import type { CandidateStep } from "./next-steps.js";

/** Why a student gets an exercise; `success` is the chance of a correct answer, 0 to 1, where it can be told. */
export function itemText(
  { kind, mastery, stuck }: Pick<CandidateStep, "kind" | "mastery" | "stuck">,
  name: Text,
  success: number | undefined,
): Text {
  const why = purpose(kind, name, Math.round(100 * mastery), stuck);
  if (success === undefined) return why;
  const percent = Math.round(100 * success);
  return {
    zh: `${why.zh}预计有 ${percent}% 的把握做对。`,
    en: `${why.en} About a ${percent}% chance to get it right.`,
  };
}

function purpose(kind: CandidateStep["kind"], { zh, en }: Text, mastery: number, stuck: boolean): Text {
  if (stuck)
    return {
      zh: `「${zh}」接连答错，换一种练法。`,
      en: `“${en}” went wrong again and again: practise it another way.`,
    };
  switch (kind) {
    case "LEARN":
      return { zh: `现在该学「${zh}」。`, en: `“${en}” is what comes next.` };
    case "STRENGTHEN":
      return { zh: `「${zh}」还不稳，掌握度约 ${mastery}%。`, en: `“${en}” is not firm yet, at about ${mastery}%.` };
    case "REVIEW":
      return {
        zh: `「${zh}」学会有一阵了，问一题看看忘了没有。`,
        en: `“${en}” was learnt a while ago: one question to see whether it is still there.`,
      };
  }
}

/** A line above a student's homework. `isNeeded`: whether there is anything to learn or review. */
export function homeworkText(items: number, minutes: number, isNeeded: boolean): Text {
  if (!isNeeded) {
    return {
      zh: "这些内容都已掌握，也不到复习的时候，不用重复练习。",
      en: "All of this is mastered and nothing is due for review: no need to practise it again.",
    };
  }
  if (items === 0) {
    return {
      zh: "没有找到时间之内、还没做过的练习。",
      en: "No exercise was found that fits the time and has not been answered before.",
    };
  }
  return {
    zh: `共 ${items} 项，大约 ${Math.ceil(minutes)} 分钟。`,
    en: `${items} ${items === 1 ? "exercise" : "exercises"}, about ${Math.ceil(minutes)} minutes.`,
  };
}
