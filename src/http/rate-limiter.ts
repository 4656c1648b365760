/** Callers remembered at once; the one that was quiet longest is forgotten first. */
const MOST_CALLERS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A token bucket for each caller, in memory: `perSecond` requests a second, the same number at once.
 * O(1) a request; at most 10,000 buckets.
 */
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly perSecond: number) {}

  /**
   * Takes one request from the caller's bucket.
   * @param now milliseconds of any clock that does not go back
   */
  take(caller: string, now: number): boolean {
    const { tokens, at } = this.buckets.get(caller) ?? { tokens: this.perSecond, at: now };
    const filled = Math.min(this.perSecond, tokens + ((now - at) / 1000) * this.perSecond);
    const allowed = filled >= 1;
    this.buckets.delete(caller);
    this.buckets.set(caller, { tokens: allowed ? filled - 1 : filled, at: now });
    if (this.buckets.size > MOST_CALLERS) this.buckets.delete(this.buckets.keys().next().value!);
    return allowed;
  }
}
