import type { ReadRequest } from "./judge-attempts.js";
import type { RecordAttemptsOutcome } from "./record-attempts.js";

interface Waiting {
  readonly read: ReadRequest;
  readonly resolve: (outcome: RecordAttemptsOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one transaction, beyond which requests wait for the next. */
const MOST_ROWS = 1000;

/**
 * Gathers what many clients send at once into one transaction (group commit: DeWitt et al. 1984). While one transaction is
 * on its way, requests gather for the next; a request that comes alone does not wait. Each is answered after its commit.
 */
export class AttemptGate {
  readonly #waiting: Waiting[] = [];
  #busy = false;

  constructor(private readonly keep: (read: readonly ReadRequest[]) => Promise<RecordAttemptsOutcome[]>) {}

  record(read: ReadRequest): Promise<RecordAttemptsOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ read, resolve, reject });
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) {
      try {
        const outcomes = await this.keep(batch.map(({ read }) => read));
        batch.forEach(({ resolve }, i) => {
          resolve(outcomes[i]!);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = false;
  }

  #next(): Waiting[] {
    let rows = 0;
    let count = 0;
    for (const { read } of this.#waiting) {
      rows += read.said.length;
      if (count > 0 && rows > MOST_ROWS) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}
