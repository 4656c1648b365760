/** One thing that differs from what recomputing it gives; `id` says of whom or what. */
export interface Finding {
  readonly id: string;
  readonly finding: string;
}

/** What `zhimai verify` found: how many things were recomputed and compared, and those that differ. */
export interface Verification {
  readonly checked: number;
  readonly findings: readonly Finding[];
}
