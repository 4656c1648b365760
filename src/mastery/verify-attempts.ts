import type { QueryRunner } from "../neo4j/database.js";
import type { Finding, Verification } from "../verification.js";
import { type Attempt, chainHash, countedAttempts, evidenceOf } from "./attempt.js";
import { type Chain, listAttempts, listStudents, readEvidence } from "./attempts.store.js";
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
  /** Findings of the heads up to an id; the chain is that of the student with this id. */
  const keptFindings = async (id: string | undefined, chain: readonly Attempt[]): Promise<Finding[]> => {
    const findings: Finding[] = [];
    for (; !next.done && (id === undefined || next.value.id <= id); next = await kept.next())
      findings.push(...headFindings(next.value, next.value.id === id ? chain : []));
    return findings;
  };
  const { checked, findings } = await overStudents(runner, async (students) => {
    const attempts = await listAttempts(
      runner,
      students.map((s) => s.id),
    );
    const found: Finding[] = [];
    for (const student of students) {
      const chain = attempts.get(student.id)!;
      found.push(...chainFindings(student, chain), ...(await keptFindings(student.id, chain)));
    }
    return found;
  });
  return { checked, findings: [...findings, ...(await keptFindings(undefined, []))] };
}

const NO_HEADS: AsyncIterator<KeptHead> = { next: async () => ({ done: true, value: undefined }) };

/** Recomputes what students' attempts say of mastery and compares it with what is stored. */
export function verifyMastery(runner: QueryRunner): Promise<Verification> {
  return overStudents(runner, async (students) => {
    const ids = students.map((s) => s.id);
    const [attempts, stored] = [await listAttempts(runner, ids), await readEvidence(runner, ids)];
    return ids.flatMap((id) =>
      evidenceFindings(id, foldEvidence(countedAttempts(attempts.get(id)!).map(evidenceOf)), stored.get(id)!.evidence),
    );
  });
}

type StoredChain = Chain & { readonly id: string };

async function overStudents(
  runner: QueryRunner,
  check: (students: readonly StoredChain[]) => Promise<Finding[]>,
): Promise<Verification> {
  const findings: Finding[] = [];
  let checked = 0;
  for (
    let page = await listStudents(runner, "", PAGE);
    page.length > 0;
    page = await listStudents(runner, page.at(-1)!.id, PAGE)
  ) {
    findings.push(...(await check(page)));
    checked += page.length;
  }
  return { checked, findings };
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
