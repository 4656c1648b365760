import { gunzipSync } from "node:zlib";
import type { QueryRunner } from "../neo4j/database.js";
import type { Calibration } from "./calibration.js";
import { decodeCalibration } from "./calibration-codec.js";

/** Which calibration: the newest, of those made by a moment (epoch milliseconds), or the one of this number. */
export interface WantedCalibration {
  readonly number?: number;
  readonly by?: number;
}

/** Undefined where there is none; `held` ones are not read anew. */
export async function findCalibration(
  runner: QueryRunner,
  { number, by }: WantedCalibration,
  held: readonly Calibration[],
): Promise<Calibration | undefined> {
  const numbers = held.map((calibration) => calibration.number);
  const wanted = { number: number ?? null, by: by ?? null, held: numbers };
  const [row] = await runner.run("mastery/find-calibration", wanted);
  if (!row) return undefined;
  const same = held.find((calibration) => calibration.number === row.number);
  return same ?? decodeCalibration(gunzipSync(Buffer.from(row.data as string, "base64")).toString());
}
