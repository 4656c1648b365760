import type { Database } from "../neo4j/database.js";
import { listUnshaped, saveDuplicates } from "./duplicates.store.js";
import { findDuplicates, repeatsIn } from "./link-duplicates.js";
import { rankQueue } from "./rank-queue.js";
import type { RegistrationFollower } from "./register-resources.js";

export interface DuplicateSweep {
  /** Resources whose words were read. */
  readonly read: number;
  /** Those found to repeat another. */
  readonly linked: number;
}

const PAGE = 2_000;

/**
 * Looks at every resource that was not looked at since its words changed, a page a transaction, so that it may be broken
 * off and goes on from there when it is called again. Time grows with the resources, memory does not.
 */
export async function sweepDuplicates(
  database: Database,
  follower: RegistrationFollower,
  onPage: (swept: DuplicateSweep) => void,
): Promise<DuplicateSweep> {
  let swept: DuplicateSweep = { read: 0, linked: 0 };
  for (let after = ""; ; ) {
    const { page, repeats } = await database.transaction(async (tx) => {
      const page = await listUnshaped(tx, after, PAGE);
      const found = await findDuplicates(tx, page);
      await saveDuplicates(tx, found);
      const repeats = repeatsIn(found);
      await rankQueue(tx, repeats);
      if (repeats.length > 0) await follower.repeat(tx, repeats);
      return { page, repeats };
    });
    swept = { read: swept.read + page.length, linked: swept.linked + repeats.length };
    onPage(swept);
    if (page.length < PAGE) return swept;
    after = page.at(-1)!.id;
  }
}
