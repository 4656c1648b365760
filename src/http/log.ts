import { destination, type Logger, pino } from "pino";
import type { LogLevel } from "../config.js";

export type { Logger };

/**
 * Structured logs, one JSON line each, on standard error. Lines name operations, roles, durations, codes and ids of
 * requests; never arguments, tokens or anything of a student.
 */
export function createLog(level: LogLevel): Logger {
  return pino(
    { level, base: { service: "zhimai" }, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    destination(2),
  );
}
