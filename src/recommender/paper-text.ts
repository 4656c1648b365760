import type { Text } from "../errors.js";
import type { CognitiveLevel } from "../knowledge/knowledge.enums.js";
import type { BandFields } from "./paper-blueprint.js";
import type { PaperCheck } from "./paper-checks.js";

/** How a requirement is met and, where it is not, what is missing; `name` is that of the part, level or band. */
export function checkText(check: PaperCheck, name: Text | undefined): Text {
  const { wanted, given, available, isMet } = check;
  switch (check.aim) {
    case "QUESTIONS":
    case "PART":
    case "LEVEL":
    case "BAND": {
      const fact = {
        zh: `${name ? `${name.zh}：` : ""}要 ${wanted} 题，有 ${given} 题。`,
        en: `${name ? `${name.en}: ` : ""}${given} of ${wanted} questions.`,
      };
      return isMet ? fact : joined(fact, why(available! < wanted, lacking(wanted - available!)));
    }
    case "MINUTES": {
      const fact = {
        zh: `不超过 ${number(wanted)} 分钟，实为 ${number(given!)} 分钟。`,
        en: `${number(given!)} of at most ${number(wanted)} minutes.`,
      };
      const shortest = {
        zh: `最短的这些题也要 ${number(available!)} 分钟：请减少题数。`,
        en: `The shortest so many questions take ${number(available!)}: ask for fewer.`,
      };
      return isMet ? fact : joined(fact, why(available! > wanted, shortest));
    }
    case "DIFFICULTY":
    case "SPREAD": {
      const what =
        check.aim === "SPREAD"
          ? { zh: "难度的标准差", en: "Spread of difficulty" }
          : { zh: "平均难度", en: "Mean difficulty" };
      if (given === undefined)
        return { zh: "题目都没有标注难度。", en: "None of the questions says how difficult it is." };
      const fact = {
        zh: `${what.zh}要 ${number(wanted)}，实为 ${number(given)}。`,
        en: `${what.en} ${number(given)}, wanted ${number(wanted)}.`,
      };
      const bound = {
        zh: `题库里这么多题最接近的是 ${number(available ?? wanted)}：缺${wanted > given ? "较难" : "较易"}的题。`,
        en: `So many questions of the stock come to ${number(available ?? wanted)} at the nearest: ${wanted > given ? "harder" : "easier"} ones are missing.`,
      };
      return isMet ? fact : joined(fact, why(available !== undefined && number(available) !== number(wanted), bound));
    }
  }
}

export const LEVEL_NAMES: Readonly<Record<CognitiveLevel, Text>> = {
  REMEMBER: { zh: "识记", en: "remember" },
  UNDERSTAND: { zh: "理解", en: "understand" },
  APPLY: { zh: "应用", en: "apply" },
  ANALYSE: { zh: "分析", en: "analyse" },
  EVALUATE: { zh: "评价", en: "evaluate" },
  CREATE: { zh: "创造", en: "create" },
};

export const bandName = ({ from, to }: BandFields): Text => ({
  zh: `难度 ${number(from)}–${number(to)}`,
  en: `difficulty ${number(from)}–${number(to)}`,
});

const lacking = (missing: number): Text => ({
  zh: `题库缺 ${missing} 题。`,
  en: `The stock lacks ${missing}.`,
});

/** What the stock lacks, or that it is the requirements together that cannot be met. */
function why(isLacking: boolean, lack: Text): Text {
  return isLacking
    ? lack
    : { zh: "与其他要求不能同时满足。", en: "It does not go together with the other requirements." };
}

const joined = (a: Text, b: Text): Text => ({ zh: `${a.zh}${b.zh}`, en: `${a.en} ${b.en}` });

const number = (value: number) => String(Math.round(100 * value) / 100);
