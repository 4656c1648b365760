import type { Tag } from "./tag-consensus.js";

/**
 * How far the judgement of one target has come: nobody has judged it; one has, and a second, who does not see the first's
 * tags, is wanted; two or more have, and nothing is left between them; something is, and a reviewer decides; one has.
 */
export const TARGET_STATES = ["OPEN", "WANTS_SECOND", "AGREED", "WANTS_DECISION", "DECIDED"] as const;
export type TargetState = (typeof TARGET_STATES)[number];

/** One annotator's judgement of the target. No tags: nothing fits. */
export interface TargetJudgement {
  readonly annotatorId: string;
  readonly tags: readonly Tag[];
  readonly comment?: string | undefined;
}

/** A reviewer's word: the tags that the target has from now on. */
export interface Verdict {
  readonly tags: readonly Tag[];
}

export interface DisputedTag extends Tag {
  /** Ids of those who gave the tag, and of those who judged the target without it, ascending. */
  readonly givenBy: readonly string[];
  readonly leftOutBy: readonly string[];
}

export interface Settlement {
  readonly state: TargetState;
  /** Sorted by point, role. */
  readonly confirmed: readonly Tag[];
  /** What goes to a reviewer, sorted by point, role. */
  readonly disputed: readonly DisputedTag[];
}

/**
 * Agree or adjudicate. A tag that at least two gave and fewer left out is confirmed; one that at least two left out and
 * fewer gave is dropped; any other is disputed once two have judged. A decision settles all: what it names is confirmed,
 * whatever the annotators say.
 *
 * O(tags log tags). Of two judgements of one annotator the later counts.
 */
export function settleTarget(judgements: readonly TargetJudgement[], decision?: Verdict): Settlement {
  if (decision !== undefined) return { state: "DECIDED", confirmed: sorted(decision.tags), disputed: [] };
  const latest = new Map(judgements.map((judgement) => [judgement.annotatorId, judgement]));
  if (latest.size < 2) return { state: latest.size === 0 ? "OPEN" : "WANTS_SECOND", confirmed: [], disputed: [] };
  const annotatorIds = [...latest.keys()].sort();
  const confirmed: Tag[] = [];
  const disputed: DisputedTag[] = [];
  for (const { knowledgePointId, role } of sorted([...latest.values()].flatMap(({ tags }) => tags))) {
    const gave = (id: string) =>
      latest.get(id)!.tags.some((tag) => tag.knowledgePointId === knowledgePointId && tag.role === role);
    const givenBy = annotatorIds.filter(gave);
    const leftOutBy = annotatorIds.filter((id) => !gave(id));
    if (givenBy.length >= 2 && givenBy.length > leftOutBy.length) confirmed.push({ knowledgePointId, role });
    else if (leftOutBy.length < 2 || leftOutBy.length <= givenBy.length) {
      disputed.push({ knowledgePointId, role, givenBy, leftOutBy });
    }
  }
  return { state: disputed.length === 0 ? "AGREED" : "WANTS_DECISION", confirmed, disputed };
}

/** Each tag once, by point, then role. */
function sorted(tags: readonly Tag[]): Tag[] {
  const distinct = new Map(
    tags.map(({ knowledgePointId, role }) => [`${knowledgePointId} ${role}`, { knowledgePointId, role }]),
  );
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tag]) => tag);
}
