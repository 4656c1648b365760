import { transitionKey } from "./calibration.js";
import { CREDIT_UNITS, creditOf, type EvidenceAttempt, isRight, pointKey } from "./evidence.js";
import { itemKey } from "./item-key.js";
import { nextStage } from "./stage.js";

/** Numbers given to names in the order of their first use. */
export class Numbering<T> {
  readonly names: T[] = [];
  private readonly numbers = new Map<T, number>();

  numberOf(name: T): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }
}

export const NONE = -1;
const TRANSITION_KEYS = 2 ** 17;

/**
 * Attempts of many students in columns, as a calibration counts them; about 50 bytes an attempt. Attempts of student
 * s are `starts[s]` to `starts[s + 1]`, entries of attempt a, one a point, are `entryStarts[a]` to `entryStarts[a + 1]`.
 */
export class AttemptColumns {
  readonly points = new Numbering<string>();
  readonly items = new Numbering<number>();
  /** A point's number · 2¹⁷ + `transitionKey`. */
  readonly transitions = new Numbering<number>();
  readonly starts: number[] = [0];
  readonly entryStarts: number[] = [0];
  /** Credit of each attempt, 0–1, and its item or NONE. */
  readonly win: number[] = [];
  readonly item: number[] = [];
  /** Of each entry: its point, the stage before the attempt, the transition or NONE. */
  readonly point: number[] = [];
  readonly stage: number[] = [];
  readonly transition: number[] = [];

  /** Adds one student's attempts, sorted as `compareAttempts` does. */
  addStudent(attempts: readonly EvidenceAttempt[]): void {
    const states = new Map<string, { attempts: number; stage: number }>();
    let last: { point: number; wasRight: boolean } | undefined;
    for (const attempt of attempts) {
      const credit = creditOf(attempt.score, attempt.hints);
      this.win.push(credit / CREDIT_UNITS);
      this.item.push(attempt.itemId === undefined ? NONE : this.items.numberOf(itemKey(attempt.itemId)));
      for (const pointId of attempt.pointIds) {
        const state = states.get(pointId) ?? { attempts: 0, stage: 0 };
        const point = this.points.numberOf(pointId);
        const isElsewhere = last !== undefined && last.point !== pointKey(pointId);
        this.point.push(point);
        this.stage.push(state.stage);
        this.transition.push(
          isElsewhere
            ? this.transitions.numberOf(point * TRANSITION_KEYS + transitionKey(last!.point, last!.wasRight))
            : NONE,
        );
        const attempts = state.attempts + 1;
        states.set(pointId, { attempts, stage: nextStage(state.stage, attempts, credit) });
      }
      this.entryStarts.push(this.point.length);
      last = { point: pointKey(attempt.pointIds[0] ?? ""), wasRight: isRight(credit) };
    }
    this.starts.push(this.win.length);
  }

  /** The point's number and the `transitionKey` of a transition. */
  splitTransition(transition: number): { point: number; key: number } {
    const name = this.transitions.names[transition]!;
    return { point: Math.floor(name / TRANSITION_KEYS), key: name % TRANSITION_KEYS };
  }
}
