import { createHmac, timingSafeEqual } from "node:crypto";
import type { Basis } from "../mastery/mastery.js";

/** What a recommended step holds, so that it can be told and computed again later without having been stored. */
export interface StepToken {
  readonly studentId: string;
  readonly pointId: string;
  readonly basis: Basis;
  readonly target: number;
  /** Points and items of the goal as they were named; empty when they were too many to hold. */
  readonly goalIds: readonly string[];
}

/** `NextStep.id` has at most so many characters. */
const LONGEST = 512;
const MAC_BYTES = 12;

/** Signs and reads the ids of steps. */
export class StepTokens {
  constructor(private readonly key: Buffer) {}

  /** At most 512 characters of `A-Z a-z 0-9 - _ .`; goals that do not fit are left out. */
  issue({ studentId, pointId, basis, target, goalIds }: StepToken): string {
    const fixed = [studentId, pointId, basis.at, basis.graphVersion, basis.modelVersion, target];
    const withGoal = this.#sign([...fixed, ...goalIds]);
    return withGoal.length <= LONGEST ? withGoal : this.#sign(fixed);
  }

  /** Undefined for what this service did not issue. */
  read(token: string): StepToken | undefined {
    const [body, mac] = token.split(".");
    if (!body || !mac) return undefined;
    const given = Buffer.from(mac, "base64url");
    const expected = this.#mac(body);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [studentId, pointId, at, graphVersion, modelVersion, target, ...goalIds] = JSON.parse(
      Buffer.from(body, "base64url").toString(),
    );
    return { studentId, pointId, basis: { at, graphVersion, modelVersion }, target, goalIds };
  }

  #sign(content: readonly unknown[]): string {
    const body = Buffer.from(JSON.stringify(content)).toString("base64url");
    return `${body}.${this.#mac(body).toString("base64url")}`;
  }

  #mac(body: string): Buffer {
    return createHmac("sha256", this.key).update(`step ${body}`).digest().subarray(0, MAC_BYTES);
  }
}
