import { StoreError } from "../neo4j/store-error.js";
import { rootOf } from "./describe-error.js";
import type { Logger } from "./log.js";

/**
 * Writes an error that nobody expected to the log, with the id that the caller was told. Quoted values in messages of
 * the database may be of a student; they are left out.
 */
export function logUnexpected(log: Logger, id: string, thrown: unknown): void {
  const cause = rootOf(thrown);
  if (!(cause instanceof Error)) {
    log.error({ id, error: typeof cause }, "unexpected error");
    return;
  }
  const message = cause instanceof StoreError ? cause.message.replace(/'[^']*'|"[^"]*"/g, "'…'") : cause.message;
  const frames = (cause.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  log.error(
    { id, error: cause.name, message: message.slice(0, 1000), frames: frames.slice(0, 20) },
    "unexpected error",
  );
}
