import { Neo4jError } from "neo4j-driver";
import { DomainError } from "../errors.js";

/** The database refused or broke in a way no caller can mend; masked at the edge, logged with its cause. */
export class StoreError extends Error {
  constructor(
    message: string,
    /** Whether the same call may succeed later. */
    readonly retriable: boolean,
    override readonly cause: unknown,
  ) {
    super(message, { cause });
    this.name = "StoreError";
  }
}

const unavailableCodes: ReadonlySet<string> = new Set([
  "ServiceUnavailable",
  "SessionExpired",
  "Neo.TransientError.General.DatabaseUnavailable",
  "Neo.ClientError.Database.DatabaseNotFound",
  // The disk is full or broken: Neo4j could not write, and then takes no transaction until it is started again.
  "Neo.DatabaseError.Transaction.TransactionLogError",
  "Neo.DatabaseError.Transaction.TransactionStartFailed",
]);

/**
 * What a driver error means to a caller: CONFLICT for a broken uniqueness constraint, UNAVAILABLE while the
 * database is away, else a StoreError. Errors that are not the driver's pass through unchanged.
 * @param work name of the statement or transaction, for the log
 */
export function fromDriver(error: unknown, work: string): unknown {
  if (!(error instanceof Neo4jError)) return error;
  if (error.code === "Neo.ClientError.Schema.ConstraintValidationFailed") {
    return Object.assign(
      new DomainError("CONFLICT", {
        zh: "已有同样标识的另一条记录，或两处修改同时发生；请核对后重试。",
        en: "Another record has the same identity, or two changes met; check and try again.",
      }),
      { cause: error },
    );
  }
  if (unavailableCodes.has(error.code)) {
    return Object.assign(
      new DomainError("UNAVAILABLE", {
        zh: "数据库暂时连不上，请稍后重试。",
        en: "The database cannot be reached at the moment; try again later.",
      }),
      { cause: error },
    );
  }
  return new StoreError(`${work}: ${error.code}: ${error.message}`, error.retriable, error);
}
