import type { QueryRunner } from "../neo4j/database.js";
import type { Finding, Verification } from "../verification.js";
import { type Attempt, chainHash, countedAttempts, evidenceOf } from "./attempt.js";
import { type Chain, listAttempts, listStudents, readEvidence } from "./attempts.store.js";
import { foldEvidence, type StudentEvidence } from "./evidence.js";
import { encodePoint, encodeTotals } from "./evidence-codec.js";

const PAGE = 200;

/** Recomputes every student's chain: finds entries that were changed, are missing, swapped or cut off. */
export function verifyAttempts(runner: QueryRunner): Promise<Verification> {
  return overStudents(runner, async (students) => {
    const attempts = await listAttempts(
      runner,
      students.map((s) => s.id),
    );
    return students.flatMap((student) => chainFindings(student, attempts.get(student.id)!));
  });
}

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
    if (chainHash(head, content) !== hash)
      return [{ id, finding: `attempt ${attempt.id} (number ${expected}) was changed, or stands in another's place` }];
    head = hash;
  }
  if (attempts.length !== chainLength)
    return [{ id, finding: `the chain ends after ${attempts.length} of ${chainLength} attempts` }];
  return head === chainHead ? [] : [{ id, finding: "the head of the chain is not the hash of its last attempt" }];
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
