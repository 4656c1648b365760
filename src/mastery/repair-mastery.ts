import type { Database } from "../neo4j/database.js";
import { countedAttempts, evidenceOf } from "./attempt.js";
import { listAttempts, lockChains, pruneMastery, saveStudents } from "./attempts.store.js";
import { foldEvidence } from "./evidence.js";

/**
 * Keeps again what the attempts of a student say of mastery, whatever is stored of it: after tampering, or an upgrade that
 * keeps other things. The attempts and their chain are left alone.
 */
export async function repairMastery(database: Database, studentId: string): Promise<void> {
  await database.transaction(async (tx) => {
    const [chain] = await lockChains(tx, [studentId]);
    const attempts = (await listAttempts(tx, [studentId])).get(studentId)!;
    const student = { ...chain!, evidence: foldEvidence(countedAttempts(attempts).map(evidenceOf)) };
    await saveStudents(tx, [student]);
    await pruneMastery(tx, [student]);
  });
}
