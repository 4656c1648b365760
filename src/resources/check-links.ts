import { randomUUID } from "node:crypto";
import { DomainError } from "../errors.js";
import type { Database } from "../neo4j/database.js";
import { type Link, listLinks, saveEvents, saveLinks } from "./life.store.js";

/**
 * What asking an address says: there, gone, or nothing certain (a server in trouble, a wall against machines); or that no server
 * answered, as its host has no address or for another reason, which may be said of us too.
 */
export type LinkState = "ALIVE" | "DEAD" | "UNKNOWN" | "NO_HOST" | "NO_ANSWER";

/** Asks one address; never throws. Tests put another in its place. */
export type LinkFetcher = (url: string) => Promise<LinkState>;

export interface LinkCheck {
  readonly checked: number;
  readonly dead: number;
  readonly unknown: number;
}

const PAGE = 500;
const AT_ONCE = 16;
/** So many pages may go without any answer before the first one that has some. */
const MOST_SILENT_PAGES = 4;

/**
 * Looks at the addresses of published resources that nobody looked at since `checkedBefore`. One that is gone, or there
 * again, is kept with a step in the resource's life; the resource stays published until its owner or a reviewer acts.
 * A page of which no server answers says something only while another server does: what answered before is asked again, and
 * without such a one the page waits for it, to be asked again then.
 * @throws DomainError UNAVAILABLE when the network is away; what was found before is kept
 */
export async function checkLinks(
  database: Database,
  fetcher: LinkFetcher,
  { checkedBefore, now }: { readonly checkedBefore: number; readonly now: number },
): Promise<LinkCheck> {
  const counts = { checked: 0, dead: 0, unknown: 0 };
  let witness: string | undefined;
  const silent: Link[][] = [];
  const save = async (links: readonly Link[], states: readonly LinkState[]) => {
    counts.checked += links.length;
    const found = links.map(({ id, dead }, i) => ({ id, dead: isGone(states[i]!) ?? dead }));
    counts.dead += states.filter((state) => isGone(state)).length;
    counts.unknown += states.filter((state) => isGone(state) === undefined).length;
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
  };
  for (let after = ""; ; ) {
    const links = await listLinks(database, { after, checkedBefore, limit: PAGE });
    const states = await askAll(links, fetcher);
    const answered = links.find((_, i) => hasAnswered(states[i]!));
    if (answered) witness = answered.url;
    else if (links.length > 0 && witness !== undefined && !hasAnswered(await fetcher(witness)))
      throw networkAway(counts.checked);
    if (witness === undefined) silent.push(links);
    else {
      for (const page of silent.splice(0)) await save(page, await askAll(page, fetcher));
      await save(links, states);
    }
    const isLast = links.length < PAGE;
    if ((isLast && silent.flat().length > 0) || silent.length === MOST_SILENT_PAGES) throw networkAway(counts.checked);
    if (isLast) return counts;
    after = links.at(-1)!.id;
  }
}

const hasAnswered = (state: LinkState): boolean => state !== "NO_HOST" && state !== "NO_ANSWER";

/** Undefined where nothing certain is known. */
const isGone = (state: LinkState): boolean | undefined =>
  state === "ALIVE" ? false : state === "DEAD" || state === "NO_HOST" ? true : undefined;

function networkAway(checked: number): DomainError {
  return new DomainError("UNAVAILABLE", {
    zh: `没有任何服务器应答，看来本机没有网络或域名解析；已查 ${checked} 个链接，其余未作改动。请恢复网络后再试。`,
    en: `No server answers: this machine seems to be without network or name resolution. ${checked} links were checked, nothing else was changed; try again when the network is back.`,
  });
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

/** Asks an address by HEAD, and by GET where the server does not know HEAD. */
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
    return cause?.code === "ENOTFOUND" ? "NO_HOST" : "NO_ANSWER";
  }
};
