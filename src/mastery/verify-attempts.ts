import { compare } from "../knowledge/graph-state.js";
import type { QueryRunner } from "../neo4j/database.js";
import type { Finding, Verification } from "../verification.js";
import { type Attempt, chainHash, countedAttempts, evidenceOf } from "./attempt.js";
import { type Chain, findChains, listAttempts, listStudents, readEvidence } from "./attempts.store.js";
import type { KeptHead } from "./chain-digest.js";
import { foldEvidence, type StudentEvidence } from "./evidence.js";
import { encodePoint, encodeTotals } from "./evidence-codec.js";

const PAGE = 200;

/**
 * Recomputes every student's chain: finds entries that were changed, are missing, swapped or cut off. With the heads that
 * a digest kept, in the order of the ids, it also finds what was rewritten with its hashes, or deleted, since then.
 */
export async function verifyAttempts(
  runner: QueryRunner,
  kept: AsyncIterator<KeptHead> = NO_HEADS,
): Promise<Verification> {
  let next = await kept.next();
  /** Of the students of a page, and what is found of heads up to its last student whose student is gone. */
  const headsOf = async (page: readonly StoredChain[]) => {
    const heads = new Map<string, KeptHead>();
    const last = page.at(-1)?.id;
    for (; !next.done && (last === undefined || next.value.id <= last); next = await kept.next())
      heads.set(next.value.id, next.value);
    const known = new Set(page.map(({ id }) => id));
    const gone = [...heads.values()].filter(({ id }) => !known.has(id)).flatMap((head) => headFindings(head, []));
    return { heads, gone };
  };
  const { checked, findings } = await overStudents(runner, async (page) => {
    const { heads, gone } = await headsOf(page);
    const found = await ofSettled(runner, page, async (students) => {
      const attempts = await listAttempts(
        runner,
        students.map(({ id }) => id),
      );
      return students.flatMap((student) => {
        const chain = attempts.get(student.id)!;
        const head = heads.get(student.id);
        return [...chainFindings(student, chain), ...(head ? headFindings(head, chain) : [])];
      });
    });
    return [...gone, ...found];
  });
  return { checked, findings: [...findings, ...(await headsOf([])).gone] };
}

const NO_HEADS: AsyncIterator<KeptHead> = { next: async () => ({ done: true, value: undefined }) };

/** Recomputes what students' attempts say of mastery and compares it with what is stored. */
export function verifyMastery(runner: QueryRunner): Promise<Verification> {
  return overStudents(runner, (page) =>
    ofSettled(runner, page, (students) =>
      masteryFindings(
        runner,
        students.map(({ id }) => id),
      ),
    ),
  );
}

/** What cannot be read is a finding of its student, and hides nobody else's. */
async function masteryFindings(runner: QueryRunner, ids: readonly string[]): Promise<Finding[]> {
  try {
    const [attempts, stored] = [await listAttempts(runner, ids), await readEvidence(runner, ids)];
    return ids.flatMap((id) =>
      evidenceFindings(id, foldEvidence(countedAttempts(attempts.get(id)!).map(evidenceOf)), stored.get(id)!.evidence),
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (ids.length === 1) return [{ id: ids[0]!, finding: `what is stored cannot be read: ${error.message}` }];
    const findings: Finding[] = [];
    for (const id of ids) findings.push(...(await masteryFindings(runner, [id])));
    return findings;
  }
}

type StoredChain = Chain & { readonly id: string };

async function overStudents(
  runner: QueryRunner,
  check: (page: readonly StoredChain[]) => Promise<Finding[]>,
): Promise<Verification> {
  const findings: Finding[] = [];
  let checked = 0;
  for (
    let page = await listStudents(runner, "", PAGE);
    page.length > 0;
    page = await listStudents(runner, page.at(-1)!.id, PAGE)
  ) {
    findings.push(...(await check(page)).sort((a, b) => compare(a.id, b.id)));
    checked += page.length;
  }
  return { checked, findings };
}

/** A student who goes on answering is looked at so many times. */
const MOST_LOOKS = 20;

/** What is found of students whose chains stood still meanwhile; those that got further entries are looked at again. */
async function ofSettled(
  runner: QueryRunner,
  students: readonly StoredChain[],
  check: (students: readonly StoredChain[]) => Promise<Finding[]>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let left = students;
  for (let looks = 1; left.length > 0; looks++) {
    const found = await check(left);
    const now = await findChains(runner, [...new Set(found.map(({ id }) => id))]);
    const before = new Map(left.map(({ id, chainHead }) => [id, chainHead]));
    left = looks === MOST_LOOKS ? [] : now.filter(({ id, chainHead }) => chainHead !== before.get(id));
    const moving = new Set(left.map(({ id }) => id));
    findings.push(...found.filter(({ id }) => !moving.has(id)));
  }
  return findings;
}

/** The first break of a chain; what follows it cannot be judged. */
export function chainFindings({ id, chainLength, chainHead }: StoredChain, attempts: readonly Attempt[]): Finding[] {
  let head = "";
  for (const [i, attempt] of attempts.entries()) {
    const expected = i + 1;
    if (attempt.sequence !== expected) {
      return [
        {
          id,
          finding: `attempt ${expected} of the chain is missing; ${attempt.id} says it is number ${attempt.sequence}`,
        },
      ];
    }
    const { hash, ...content } = attempt;
    if (chainHash(head, content, hash) !== hash)
      return [{ id, finding: `attempt ${attempt.id} (number ${expected}) was changed, or stands in another's place` }];
    head = hash;
  }
  if (attempts.length !== chainLength)
    return [{ id, finding: `the chain ends after ${attempts.length} of ${chainLength} attempts` }];
  return head === chainHead ? [] : [{ id, finding: "the head of the chain is not the hash of its last attempt" }];
}

/** Whether a chain still begins as it was when a digest kept its head. */
function headFindings({ id, length, head }: KeptHead, attempts: readonly Attempt[]): Finding[] {
  if (attempts.length < length)
    return [{ id, finding: `of ${length} attempts that the digest knew ${attempts.length} are left` }];
  // Whether the links are those of their entries is another finding.
  return attempts[length - 1]!.hash === head
    ? []
    : [{ id, finding: `the first ${length} attempts are not those that the digest knew` }];
}

function evidenceFindings(id: string, expected: StudentEvidence, stored: StudentEvidence): Finding[] {
  const findings: Finding[] = [];
  if (String(encodeTotals(expected.totals)) !== String(encodeTotals(stored.totals)))
    findings.push({ id, finding: "the totals differ from the attempts" });
  for (const pointId of new Set([...expected.points.keys(), ...stored.points.keys()])) {
    const [mine, theirs] = [expected.points.get(pointId), stored.points.get(pointId)];
    if (mine && theirs && String(encodePoint(mine)) === String(encodePoint(theirs))) continue;
    findings.push({
      id,
      finding: `mastery of ${pointId} ${mine ? (theirs ? "differs from the attempts" : "is missing") : "has no attempt"}`,
    });
  }
  return findings;
}
