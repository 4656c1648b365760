import type { CompiledGraph } from "../knowledge/compiled-graph.js";

/** One answer about one leaf, by its number in the compiled graph; time in epoch milliseconds, score 0 to 1. */
export interface LeafAnswer {
  readonly leaf: number;
  readonly at: number;
  readonly score: number;
}

/** What students' answers say of a pair: should `from` be learnt before `to`? */
export interface PairEvidence {
  readonly from: number;
  readonly to: number;
  /** Students with answers on both. */
  readonly students: number;
  /** Among those who came to succeed on both, the share who succeeded on `from` first; undefined without any. */
  readonly firstShare: number | undefined;
  /** Share who know `to`, among those who know `from` and among those who do not; undefined without any. */
  readonly successWith: number | undefined;
  readonly successWithout: number | undefined;
  /**
   * Log of how many students would know `to` without `from` if the two had nothing to do with each other beyond how good
   * a student is, over how many do; less the log of how much rarer than half of them succeeded on `from` first. Above 0:
   * the data bear the prerequisite out; about 0: they know nothing of it; below: they speak against it.
   */
  readonly support: number;
}

/** Chances of a right answer without, and of a wrong one with, the knowledge. Corbett and Anderson (1995) bound them at .3 and .1. */
const GUESS = 0.2;
const SLIP = 0.1;
/** Answers that still tell what a student knows now. */
const LATEST = 5;
/** Levels of students by how much of what they tried they know, within which pairs are compared. */
const LEVELS = 5;

/**
 * Judges prerequisites by students' answers. A prerequisite says that nobody knows the dependent without it, so students
 * who do are counted against how many there would be by chance: Brunskill (2011), "Estimating prerequisite structure
 * from noisy data", with the chance counted within levels of students as good as each other (Mantel and Haenszel, 1959),
 * so that better students' knowing more of everything is no evidence.
 *
 * Whether a student knows a leaf is judged from the last five answers by Bayes' rule with even odds. Students are bits:
 * memory is O(leaves × students / 8), a pair costs O(students / 32).
 */
export class PrerequisiteEvidence {
  readonly #tried: Uint32Array[];
  readonly #known: Uint32Array[];
  readonly #firstSuccess: Map<number, number>[];
  readonly #levels: Uint32Array[];
  readonly #words: number;

  /** @param students the answers of each student, in any order */
  constructor(leaves: number, students: readonly (readonly LeafAnswer[])[]) {
    const words = Math.ceil(students.length / 32);
    const bits = (count: number) => Array.from({ length: count }, () => new Uint32Array(words));
    this.#words = words;
    this.#tried = bits(leaves);
    this.#known = bits(leaves);
    this.#levels = bits(LEVELS);
    this.#firstSuccess = Array.from({ length: leaves }, () => new Map());
    const shares = students.map((answers, s) => this.#readStudent(answers, s));
    const ranked = shares.map((share, s) => ({ share, s })).sort((a, b) => a.share - b.share || a.s - b.s);
    ranked.forEach(({ s }, place) => {
      const level = Math.floor((place * LEVELS) / ranked.length);
      this.#levels[level]![s >> 5]! |= 1 << (s & 31);
    });
  }

  judge(from: number, to: number): PairEvidence {
    const [triedFrom, triedTo] = [this.#tried[from]!, this.#tried[to]!];
    const [knownFrom, knownTo] = [this.#known[from]!, this.#known[to]!];
    const total = { both: 0, from: 0, to: 0, joint: 0 };
    let expected = 0;
    for (const level of this.#levels) {
      const here = { both: 0, from: 0, to: 0, joint: 0 };
      for (let w = 0; w < this.#words; w++) {
        const both = triedFrom[w]! & triedTo[w]! & level[w]!;
        if (both === 0) continue;
        here.both += ones(both);
        here.from += ones(both & knownFrom[w]!);
        here.to += ones(both & knownTo[w]!);
        here.joint += ones(both & knownFrom[w]! & knownTo[w]!);
      }
      if (here.both > 0) expected += ((here.both - here.from) * here.to) / here.both;
      for (const key of ["both", "from", "to", "joint"] as const) total[key] += here[key];
    }
    const order = this.#order(from, to);
    const without = total.to - total.joint;
    const share = (part: number, whole: number) => (whole === 0 ? undefined : part / whole);
    return {
      from,
      to,
      students: total.both,
      firstShare: share(order.first, order.both),
      successWith: share(total.joint, total.from),
      successWithout: share(without, total.both - total.from),
      support:
        Math.log((expected + 1) / (without + 1)) +
        Math.min(0, Math.log(2 * (order.first + 1)) - Math.log(order.both + 2)),
    };
  }

  /** Returns the share that the student knows of what was tried. */
  #readStudent(answers: readonly LeafAnswer[], student: number): number {
    const byLeaf = new Map<number, LeafAnswer[]>();
    for (const answer of answers) {
      const list = byLeaf.get(answer.leaf);
      if (list) list.push(answer);
      else byLeaf.set(answer.leaf, [answer]);
    }
    let known = 0;
    for (const [leaf, list] of byLeaf) {
      list.sort((a, b) => a.at - b.at);
      this.#tried[leaf]![student >> 5]! |= 1 << (student & 31);
      let logOdds = 0;
      for (const { score } of list.slice(-LATEST))
        logOdds += score >= 0.5 ? Math.log((1 - SLIP) / GUESS) : Math.log(SLIP / (1 - GUESS));
      if (logOdds > 0) {
        this.#known[leaf]![student >> 5]! |= 1 << (student & 31);
        known++;
      }
      const first = list.find(({ score }) => score >= 0.5);
      if (first) this.#firstSuccess[leaf]!.set(student, first.at);
    }
    return byLeaf.size === 0 ? 0 : known / byLeaf.size;
  }

  /** Students who came to succeed on both, and those of them on `from` first; at once counts half. */
  #order(from: number, to: number): { first: number; both: number } {
    let [first, both] = [0, 0];
    for (const [student, at] of this.#firstSuccess[from]!) {
      const other = this.#firstSuccess[to]!.get(student);
      if (other === undefined) continue;
      both++;
      if (at < other) first++;
      else if (at === other) first += 0.5;
    }
    return { first, both };
  }
}

/** Pairs of leaves that nothing joins and whose support, the stronger way round, is at least `least`; strongest first. */
export function missingPairs(
  evidence: PrerequisiteEvidence,
  graph: Pick<CompiledGraph, "order" | "prerequisites">,
  leaves: readonly number[],
  { least, fewestStudents, most }: { readonly least: number; readonly fewestStudents: number; readonly most: number },
): PairEvidence[] {
  const joined = closures(graph);
  const found: PairEvidence[] = [];
  for (const a of leaves) {
    for (const b of leaves) {
      if (a >= b || joined[a]!.has(b) || joined[b]!.has(a)) continue;
      const [one, other] = [evidence.judge(a, b), evidence.judge(b, a)];
      const better = one.support >= other.support ? one : other;
      if (better.support >= least && better.students >= fewestStudents) found.push(better);
    }
  }
  return found.sort((x, y) => y.support - x.support || x.from - y.from || x.to - y.to).slice(0, most);
}

function closures({ order, prerequisites: p }: Pick<CompiledGraph, "order" | "prerequisites">): Set<number>[] {
  const all: Set<number>[] = Array.from({ length: order.length }, () => new Set());
  for (const v of order) {
    for (let e = p.offsets[v]!; e < p.offsets[v + 1]!; e++) {
      const u = p.targets[e]!;
      all[v]!.add(u);
      for (const far of all[u]!) all[v]!.add(far);
    }
  }
  return all;
}

/** Bits that are set: Wegner's count in parallel. */
function ones(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
