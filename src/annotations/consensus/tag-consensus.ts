import { type DawidSkeneFit, dawidSkene, type Responses } from "./dawid-skene.js";

/** All the tags with which one annotator judged one target; none: that nothing fits. */
export interface TargetTags {
  readonly targetId: string;
  readonly annotatorId: string;
  readonly tags: readonly Tag[];
}

export interface Tag {
  readonly knowledgePointId: string;
  readonly role: string;
}

export interface TagConsensus extends Tag {
  readonly targetId: string;
  /** Probability that the tag is right, 0–1. */
  readonly confidence: number;
  /** How many gave it, of how many who judged the target. */
  readonly given: number;
  readonly judges: number;
}

export interface AnnotatorReliability {
  readonly annotatorId: string;
  /**
   * Expected share of right answers to "does this tag, which somebody gave, belong to the target?", 0–1; without
   * answers, the mean of sensitivity and specificity.
   */
  readonly accuracy: number;
  /** Share of the right tags that this annotator gives. */
  readonly sensitivity: number;
  /** Share of the wrong tags that this annotator does not give. */
  readonly specificity: number;
  /** Such answers that could be compared with somebody else's. */
  readonly answers: number;
}

export interface Consensus {
  /** Sorted by target, point, role. */
  readonly tags: readonly TagConsensus[];
  /** Sorted by id. */
  readonly annotators: readonly AnnotatorReliability[];
}

/** What is held true of annotators and tags before any answer: shares of right answers, and of right tags. */
const USUAL = { sensitivity: 0.8, specificity: 0.8, right: 0.4 };
/** The usual counts as so many answers to right tags and as many to wrong ones when all are judged together, */
const USUAL_ANSWERS = 50;
/** as so many tags, */
const USUAL_TAGS = 20;
/** and what is found of all together counts as so many of each when one annotator is judged. */
const COMMON_ANSWERS = 5;
/** Below so many answers nothing is learnt of anybody, and the majority decides. */
export const ENOUGH_ANSWERS = 200;
/** Confidences are shown with two digits. */
const TOLERANCE = 1e-4;
/** A prior that no number of answers below that can move. */
const IMMOVABLE = 1e9;

/**
 * What several annotators of the same targets agree on, and how far each of them can be relied on.
 *
 * Each tag that anybody gave to a target is a question that all who judged the target answered: by giving it, or by
 * leaving it out. The answers are fitted by Dawid & Skene's model with two classes (0 wrong, 1 right), knowing that
 * wrong tags that nobody gave were never seen, in two steps that shrink what is little known: first all annotators
 * together, drawn to the usual; then each apart, drawn to what was found of all. So annotators with few answers count
 * like anyone, and those with more are weighed by how they err. With fewer than {@link ENOUGH_ANSWERS} in all, everybody
 * has the same fixed coin: right is what more gave than left out, and half is not enough.
 *
 * Targets that only one annotator judged are left out: there is nothing to compare. Deterministic, whatever the order.
 * O(iterations × answers + answers log answers).
 */
export function consensusOf(judgements: readonly TargetTags[]): Consensus {
  const { questions, annotatorIds, responses } = questionsOf(judgements);
  const fit = fitAnswers(responses);
  const answers = new Int32Array(annotatorIds.length);
  const right = new Float64Array(annotatorIds.length);
  for (let q = 0; q < questions.length; q++) {
    for (let i = responses.offsets[q]!; i < responses.offsets[q + 1]!; i++) {
      const annotator = responses.annotator[i]!;
      answers[annotator]!++;
      right[annotator]! += fit.posterior[2 * q + responses.label[i]!]!;
    }
  }
  return {
    tags: questions.map((question, q) => ({ ...question, confidence: fit.posterior[2 * q + 1]! })),
    annotators: annotatorIds.map((annotatorId, a) => ({
      annotatorId,
      accuracy: answers[a] === 0 ? evenly(fit.errorRates, a) : right[a]! / answers[a]!,
      sensitivity: fit.errorRates[4 * a + 3]!,
      specificity: fit.errorRates[4 * a]!,
      answers: answers[a]!,
    })),
  };
}

function evenly(errorRates: Float64Array, annotator: number): number {
  return (errorRates[4 * annotator]! + errorRates[4 * annotator + 3]!) / 2;
}

function fitAnswers(responses: Responses): DawidSkeneFit {
  const { annotators, label } = responses;
  if (label.length < ENOUGH_ANSWERS) {
    const prior = {
      responses: repeated(tableOfRates(USUAL), annotators, IMMOVABLE),
      tasks: Float64Array.of(1 - USUAL.right, USUAL.right).map((share) => share * IMMOVABLE),
    };
    return dawidSkene(responses, { form: "ONE_COIN", prior });
  }
  const together = dawidSkene(
    { ...responses, annotators: 1, annotator: new Int32Array(label.length) },
    {
      form: "CONFUSION",
      unseen: 0,
      tolerance: TOLERANCE,
      prior: {
        responses: repeated(tableOfRates(USUAL), 1, USUAL_ANSWERS),
        tasks: Float64Array.of(1 - USUAL.right, USUAL.right).map((share) => share * USUAL_TAGS),
      },
    },
  );
  return dawidSkene(responses, {
    form: "CONFUSION",
    unseen: 0,
    tolerance: TOLERANCE,
    prior: {
      responses: repeated(together.errorRates, annotators, COMMON_ANSWERS),
      tasks: together.prevalence.map((share) => share * USUAL_TAGS),
    },
  });
}

function tableOfRates({ sensitivity, specificity }: { sensitivity: number; specificity: number }): Float64Array {
  return Float64Array.of(specificity, 1 - specificity, 1 - sensitivity, sensitivity);
}

function repeated(table: Float64Array, times: number, answers: number): Float64Array {
  return Float64Array.from({ length: table.length * times }, (_, i) => table[i % table.length]! * answers);
}

interface Questions {
  readonly questions: readonly Omit<TagConsensus, "confidence">[];
  readonly annotatorIds: readonly string[];
  readonly responses: Responses;
}

function questionsOf(judgements: readonly TargetTags[]): Questions {
  const byTarget = new Map<string, Map<string, TargetTags>>();
  for (const judgement of judgements) {
    const judges = byTarget.get(judgement.targetId) ?? new Map<string, TargetTags>();
    byTarget.set(judgement.targetId, judges.set(judgement.annotatorId, judgement));
  }
  const compared = [...byTarget].filter(([, judges]) => judges.size > 1).sort(([a], [b]) => (a < b ? -1 : 1));
  const annotatorIds = [...new Set(compared.flatMap(([, judges]) => [...judges.keys()]))].sort();
  const numbers = new Map(annotatorIds.map((id, i) => [id, i]));
  const questions: Omit<TagConsensus, "confidence">[] = [];
  const offsets: number[] = [0];
  const annotator: number[] = [];
  const label: number[] = [];
  for (const [targetId, judges] of compared) {
    const givers = new Map<string, { tag: Tag; by: Set<number> }>();
    const judgeNumbers = [...judges.keys()].map((id) => numbers.get(id)!).sort((a, b) => a - b);
    for (const { annotatorId, tags } of judges.values()) {
      for (const tag of tags) {
        const key = `${tag.knowledgePointId} ${tag.role}`;
        const entry = givers.get(key) ?? { tag, by: new Set<number>() };
        givers.set(key, entry);
        entry.by.add(numbers.get(annotatorId)!);
      }
    }
    for (const [, { tag, by }] of [...givers].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { knowledgePointId, role } = tag;
      questions.push({ targetId, knowledgePointId, role, given: by.size, judges: judges.size });
      for (const judge of judgeNumbers) {
        annotator.push(judge);
        label.push(by.has(judge) ? 1 : 0);
      }
      offsets.push(annotator.length);
    }
  }
  const responses = {
    annotators: annotatorIds.length,
    classes: 2,
    offsets: Int32Array.from(offsets),
    annotator: Int32Array.from(annotator),
    label: Int32Array.from(label),
  };
  return { questions, annotatorIds, responses };
}
