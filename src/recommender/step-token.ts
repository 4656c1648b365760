import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { badInput } from "../errors.js";
import type { Basis } from "../mastery/mastery.js";

/** What an answer was asked for; with the student's basis it gives the answer again. */
export interface Asked {
  /** As named; absent where the service chose the goal, by the student's last attempt or else by `grade`. */
  readonly points?: readonly string[];
  readonly items?: readonly string[];
  readonly grade?: number;
  /** Within which the service chose. */
  readonly subjects?: readonly string[];
}

/**
 * What a path was asked for beside its goal: minutes, deadline in epoch milliseconds, and the edition whose order it
 * follows, by its number among the ids of the graph's frameworks, as an id might be too long for a token.
 */
export type PathBounds = readonly [budgetMinutes: number | null, deadline: number | null, edition?: number];

/** A recommended step: what it takes to tell it and to compute it again without having been stored. */
export interface StepToken {
  readonly studentId: string;
  readonly pointId: string;
  readonly basis: Basis;
  /** Entries of the student's chain that were read. */
  readonly chainLength: number;
  readonly target: number;
  /** How many next steps were asked for, or the bounds of a path. */
  readonly within: number | PathBounds;
  /** The step's place in the answer, from 0. */
  readonly place: number;
  /** What was answered (see `fingerprint`). */
  readonly said: string;
  /** Points passed over shortly before, as node numbers of the graph; none when they are too many to be held. */
  readonly skipped: readonly number[];
  /** Undefined when it is too long to be held. */
  readonly asked: Asked | undefined;
}

/** Tells answers apart: a hash of what a step says in figures, to nine digits. */
export function fingerprint({ kind, mastery, expectedGain, minutes }: SaidStep): string {
  const figures = [mastery, expectedGain, minutes].map((value) => value.toPrecision(9));
  return createHash("sha256")
    .update([kind, ...figures].join(" "))
    .digest("base64url")
    .slice(0, 8);
}

interface SaidStep {
  readonly kind: string;
  readonly mastery: number;
  readonly expectedGain: number;
  readonly minutes: number;
}

/** `NextStep.id` has at most so many characters. */
const LONGEST = 512;
const MAC_BYTES = 12;

/** Signs and reads the ids of steps. */
export class StepTokens {
  constructor(private readonly key: Buffer) {}

  /** At most 512 characters of `A-Z a-z 0-9 - _ .`; what does not fit is left out, the goal first. */
  issue({ studentId, pointId, basis, chainLength, target, within, place, said, skipped, asked }: StepToken): string {
    const { at, graphVersion, modelVersion } = basis;
    const fixed = [studentId, pointId, at, graphVersion, modelVersion, chainLength, target, within, place, said];
    const whole = this.#sign([...fixed, skipped, asked]);
    if (whole.length <= LONGEST) return whole;
    const withoutGoal = this.#sign([...fixed, skipped]);
    return withoutGoal.length <= LONGEST ? withoutGoal : this.#sign(fixed);
  }

  /** Throws BAD_INPUT naming `field` for what this service did not issue. */
  require(token: string, field: string): StepToken {
    const read = this.read(token);
    if (read) return read;
    throw badInput(field, {
      zh: `${field} 须是 nextSteps 或 learningPath 给出的步骤的 id，原样不改。`,
      en: `${field} must be the id of a step of nextSteps or learningPath, unchanged.`,
    });
  }

  /** Undefined for what this service did not issue. */
  read(token: string): StepToken | undefined {
    const [body, mac, ...more] = token.split(".");
    if (!body || !mac || more.length > 0) return undefined;
    // As text: what follows twelve bytes, or is no base64url, is passed over in decoding.
    const given = Buffer.from(mac);
    const expected = Buffer.from(this.#mac(body));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const [studentId, pointId, at, graphVersion, modelVersion, chainLength, target, ...rest] = JSON.parse(
      Buffer.from(body, "base64url").toString(),
    );
    const [within, place, said, skipped = [], asked] = rest;
    const basis = { at, graphVersion, modelVersion };
    return { studentId, pointId, basis, chainLength, target, within, place, said, skipped, asked };
  }

  #sign(content: readonly unknown[]): string {
    const body = Buffer.from(JSON.stringify(content)).toString("base64url");
    return `${body}.${this.#mac(body)}`;
  }

  #mac(body: string): string {
    return createHmac("sha256", this.key)
      .update(`step 2 ${body}`)
      .digest()
      .subarray(0, MAC_BYTES)
      .toString("base64url");
  }
}
