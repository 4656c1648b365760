import type { Text } from "../errors.js";
import type { ClassDifference, ComparedCell } from "./compare-classes.js";
import type { AnalysedItem } from "./item-analysis.js";

/** What a group can do next; `name` is that of its point. */
export function groupText(size: number, name: Text | undefined): Text {
  const who = { zh: `${size} 名学生`, en: size === 1 ? "1 student" : `${size} students` };
  return name
    ? { zh: `${who.zh}可以一起学「${name.zh}」。`, en: `${who.en} can learn “${name.en}” together.` }
    : { zh: `${who.zh}已掌握班里在学的内容，可以往前学。`, en: `${who.en} mastered all of this and can go further.` };
}

export function stuckText(name: Text, failures: number, goBackTo: Text | undefined): Text {
  const fact = {
    zh: `「${name.zh}」连续答错 ${failures} 次。`,
    en: `“${name.en}” was answered wrongly ${failures} times in a row.`,
  };
  return goBackTo
    ? { zh: `${fact.zh}先回头看「${goBackTo.zh}」。`, en: `${fact.en} Go back to “${goBackTo.en}” first.` }
    : { zh: `${fact.zh}换一种方式讲。`, en: `${fact.en} Explain it another way.` };
}

/** `lacking`: the prerequisite that most students lack, and how many do. */
export function readinessText(
  students: number,
  ready: number,
  lacking: { readonly name: Text; readonly students: number } | undefined,
): Text {
  const fact = { zh: `${students} 人中有 ${ready} 人准备好了。`, en: `${ready} of ${students} students are ready.` };
  return lacking
    ? {
        zh: `${fact.zh}上课前先复习「${lacking.name.zh}」，${lacking.students} 人还没掌握。`,
        en: `${fact.en} Repeat “${lacking.name.en}” first: ${lacking.students} lack it.`,
      }
    : fact;
}

const LOW_DISCRIMINATION = 0.2;
/** Standard errors, 1/√n of n answers, below which a correlation is under 0 by chance once in twenty. */
const CLEARLY = 1.645;
const HARD = 0.3;
const EASY = 0.95;

/** What a teacher should look at in an item (bounds by Ebel 1979, ch. 13); undefined where nothing stands out. */
export function itemNote({
  answers,
  facility,
  discrimination,
}: Pick<AnalysedItem, "answers" | "facility" | "discrimination">): Text | undefined {
  if (discrimination !== undefined && discrimination < -CLEARLY / Math.sqrt(answers)) {
    return {
      zh: "总体答得好的学生反而更容易错：请核对答案和题意。",
      en: "Students who do well elsewhere fail here more often: check the answer and the wording.",
    };
  }
  if (facility !== undefined && facility < HARD)
    return {
      zh: "大多数学生没有做对：值得全班讲评。",
      en: "Most students failed: worth going through with the whole class.",
    };
  if (facility !== undefined && facility >= EASY)
    return { zh: "几乎人人做对：不必再讲。", en: "Nearly everyone got it right: no need to go through it." };
  if (discrimination !== undefined && discrimination < LOW_DISCRIMINATION) {
    return {
      zh: "会与不会的学生得分差不多：这道题分不出掌握程度。",
      en: "It hardly tells students who know from those who do not.",
    };
  }
  return undefined;
}

/** Why a cell of a comparison says less than others; undefined where nothing is left out. */
export function cellNote(cell: ComparedCell | undefined, isCompared: boolean): Text | undefined {
  if (!isCompared)
    return { zh: "班级不足 5 人，不参与比较。", en: "A class of fewer than five students is not compared." };
  if (!cell) {
    return {
      zh: "作答过的学生不足 5 人，不显示。",
      en: "Fewer than five students have answered on it, so nothing is shown.",
    };
  }
  return cell.difference ? undefined : { zh: "没有其他班级可比。", en: "There is no other class to compare with." };
}

/** A difference as a teacher may read it, in hundredths of mastery. */
export function differenceText({ value, low, high }: ClassDifference, isClear: boolean): Text {
  if (!isClear)
    return { zh: "看不出与其他班有差别。", en: "No difference from the other classes can be told from chance." };
  const [size, least, most] = [value, low, high].map((part) => Math.round(100 * Math.abs(part)));
  const range = `${Math.min(least!, most!)}–${Math.max(least!, most!)}`;
  return value > 0
    ? { zh: `比其他班高 ${size} 分（${range}）。`, en: `Above the other classes by ${size} of 100 (${range}).` }
    : { zh: `比其他班低 ${size} 分（${range}）。`, en: `Below the other classes by ${size} of 100 (${range}).` };
}
