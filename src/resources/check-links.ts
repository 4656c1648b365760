import { randomUUID } from "node:crypto";
import type { Database } from "../neo4j/database.js";
import { type Link, listLinks, saveEvents, saveLinks } from "./life.store.js";

/** What asking an address says: there, gone, or nothing certain (a server in trouble, a wall against machines). */
export type LinkState = "ALIVE" | "DEAD" | "UNKNOWN";

/** Asks one address; never throws. Tests put another in its place. */
export type LinkFetcher = (url: string) => Promise<LinkState>;

export interface LinkCheck {
  readonly checked: number;
  readonly dead: number;
  readonly unknown: number;
}

const PAGE = 500;
const AT_ONCE = 16;

/**
 * Looks at the addresses of published resources that nobody looked at since `checkedBefore`. One that is gone, or there
 * again, is kept with a step in the resource's life; the resource stays published until its owner or a reviewer acts.
 */
export async function checkLinks(
  database: Database,
  fetcher: LinkFetcher,
  { checkedBefore, now }: { readonly checkedBefore: number; readonly now: number },
): Promise<LinkCheck> {
  const counts = { checked: 0, dead: 0, unknown: 0 };
  for (let after = ""; ; ) {
    const links = await listLinks(database, { after, checkedBefore, limit: PAGE });
    const states = await askAll(links, fetcher);
    counts.checked += links.length;
    for (const state of states) {
      if (state === "DEAD") counts.dead++;
      else if (state === "UNKNOWN") counts.unknown++;
    }
    const found = links.map(({ id, dead }, i) => ({ id, dead: states[i] === "UNKNOWN" ? dead : states[i] === "DEAD" }));
    const changed = links.filter((link, i) => link.dead !== found[i]!.dead);
    await database.transaction(async (tx) => {
      await saveLinks(tx, found, now);
      await saveEvents(
        tx,
        changed.map(({ id, dead, version, url }) => ({
          id: randomUUID(),
          resourceId: id,
          step: dead ? "LINK_ALIVE" : "LINK_DEAD",
          statusBefore: "PUBLISHED",
          statusAfter: "PUBLISHED",
          version,
          by: "check-links",
          at: now,
          reason: url,
        })),
      );
    });
    if (links.length < PAGE) return counts;
    after = links.at(-1)!.id;
  }
}

async function askAll(links: readonly Link[], fetcher: LinkFetcher): Promise<LinkState[]> {
  const states: LinkState[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < links.length; i = next++) states[i] = await fetcher(links[i]!.url);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return states;
}

const PATIENCE_MS = 10_000;
const GONE: readonly number[] = [404, 410];

/** Asks an address by HEAD, and by GET where the server does not know HEAD. A host that does not exist is gone too. */
export const fetchLink: LinkFetcher = async (url) => {
  try {
    const ask = (method: string) =>
      fetch(url, { method, redirect: "follow", signal: AbortSignal.timeout(PATIENCE_MS) });
    let response = await ask("HEAD");
    if (!response.ok) {
      response = await ask("GET");
      await response.body?.cancel();
    }
    if (response.ok) return "ALIVE";
    return GONE.includes(response.status) ? "DEAD" : "UNKNOWN";
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return cause?.code === "ENOTFOUND" ? "DEAD" : "UNKNOWN";
  }
};
