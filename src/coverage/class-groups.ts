/** What a student could learn next, and how much each point holds up. */
export interface StudentNeeds {
  /** Open points (not mastered, all prerequisites mastered), with how many unmastered points build on each. */
  readonly open: ReadonlyMap<number, number>;
}

/** Students who need the same thing; members are positions in the list given. */
export interface NeedGroup {
  /** A point open to every member; undefined: they have mastered everything. */
  readonly leaf: number | undefined;
  readonly members: readonly number[];
}

/**
 * Puts every student into exactly one group that can be taught one point together. Again and again the point is chosen
 * that is worth most to those not yet in a group, each counting 1 and what it holds up for that student, and all to whom
 * it is open form its group (greedy set cover; Chvátal 1979). Ties by node number. Largest worth first, those without
 * a need last. O(groups · students · open points).
 */
export function groupByNeed(students: readonly StudentNeeds[]): NeedGroup[] {
  const left = new Set(students.keys());
  const groups: NeedGroup[] = [];
  for (;;) {
    const worth = new Map<number, number>();
    for (const student of left)
      for (const [leaf, held] of students[student]!.open) worth.set(leaf, (worth.get(leaf) ?? 0) + 1 + held);
    const [best] = [...worth].sort(([a, x], [b, y]) => y - x || a - b);
    if (!best) break;
    const members = [...left].filter((student) => students[student]!.open.has(best[0]));
    for (const student of members) left.delete(student);
    groups.push({ leaf: best[0], members });
  }
  return left.size === 0 ? groups : [...groups, { leaf: undefined, members: [...left] }];
}
