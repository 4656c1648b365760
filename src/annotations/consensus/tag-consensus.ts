import { dawidSkene, type Responses } from "./dawid-skene.js";

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
  /** Share of right answers to "does this tag, which somebody gave, belong to the target?", 0–1. */
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

/** Annotators are taken for this accurate until their answers tell otherwise. */
const USUAL_ACCURACY = 0.8;
/** That counts as so many answers. */
const USUAL_ANSWERS = 10;
/** Their accuracy counts as so many answers for what they do with right tags, and as many for wrong ones. */
const EVEN_HANDED_ANSWERS = 20;
/** Below so many answers from everybody nothing is learnt of anybody, and the majority decides. */
export const ENOUGH_ANSWERS = 200;

/**
 * What several annotators of the same targets agree on, and how far each of them can be relied on.
 *
 * Each tag that anybody gave to a target is a question that all who judged the target answered: by giving it, or by
 * leaving it out. The answers are fitted by Dawid & Skene's model with two classes (right, wrong), in two steps that
 * shrink what is little known: first one accuracy for each annotator, drawn to the usual one ("one coin"); then error
 * rates for right and wrong tags apart, each drawn to the annotator's accuracy. So annotators with few answers count
 * like anyone, those with more are weighed by how they err, and with fewer than {@link ENOUGH_ANSWERS} in all every
 * annotator counts the same and right is what more gave than left out.
 *
 * Targets that only one annotator judged are left out: there is nothing to compare. Deterministic, whatever the order.
 * O(iterations × answers + answers log answers).
 */
export function consensusOf(judgements: readonly TargetTags[]): Consensus {
  const { questions, annotatorIds, responses } = questionsOf(judgements);
  const fit = fitAnswers(responses);
  const answers = new Int32Array(annotatorIds.length);
  for (const annotator of responses.annotator) answers[annotator]!++;
  return {
    tags: questions.map((question, q) => ({ ...question, confidence: fit.posterior[2 * q + 1]! })),
    annotators: annotatorIds.map((annotatorId, a) => ({
      annotatorId,
      accuracy: fit.accuracy[a]!,
      sensitivity: fit.errorRates[4 * a + 3]!,
      specificity: fit.errorRates[4 * a]!,
      answers: answers[a]!,
    })),
  };
}

interface AnswerFit {
  readonly posterior: Float64Array;
  readonly errorRates: Float64Array;
  readonly accuracy: Float64Array;
}

function fitAnswers(responses: Responses): AnswerFit {
  const { annotators } = responses;
  const usual = new Float64Array(annotators).fill(USUAL_ACCURACY);
  if (responses.label.length < ENOUGH_ANSWERS) {
    // So many imagined answers that the real ones cannot move the rates, and as many right tags as wrong ones.
    const imagined = evenHanded(usual, 1e9);
    return { ...dawidSkene(responses, { form: "ONE_COIN", imagined, imaginedTasks: 1e9 }), accuracy: usual };
  }
  const oneCoin = dawidSkene(responses, { form: "ONE_COIN", imagined: evenHanded(usual, USUAL_ANSWERS) });
  const accuracy = Float64Array.from(usual, (_, a) => oneCoin.errorRates[4 * a]!);
  const imagined = evenHanded(accuracy, 2 * EVEN_HANDED_ANSWERS);
  return { ...dawidSkene(responses, { form: "CONFUSION", imagined }), accuracy };
}

/** Imagined answers, half to right and half to wrong tags, with the given accuracies. */
function evenHanded(accuracy: Float64Array, answers: number): Float64Array {
  const imagined = new Float64Array(accuracy.length * 4);
  for (const [a, share] of accuracy.entries()) {
    imagined[4 * a] = (share * answers) / 2;
    imagined[4 * a + 1] = ((1 - share) * answers) / 2;
    imagined[4 * a + 2] = ((1 - share) * answers) / 2;
    imagined[4 * a + 3] = (share * answers) / 2;
  }
  return imagined;
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
