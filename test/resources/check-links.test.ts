import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { checkLinks, fetchLink, type LinkState } from "../../src/resources/check-links.js";
import { type Answer, caller, TestService } from "../support/service.js";
import { editor, seedResources } from "../support/tagging.js";

const DEAD = `{ deadLinks { id } }`;

let service: TestService;
const dead = async (by = editor): Promise<string[]> =>
  (await service.ask(by, DEAD)).deadLinks.map((resource: Answer) => resource.id);
const sweep = (states: Record<string, LinkState>, now: number) =>
  checkLinks(service.database, async (url) => states[new URL(url).pathname.slice(1)] ?? "ALIVE", {
    checkedBefore: now,
    now,
  });

beforeAll(async () => {
  service = await TestService.start();
  for (const id of ["a", "b", "c"]) await seedResources(service, [id], { url: `https://media.example/${id}` });
  await seedResources(service, ["none"]);
}, 120_000);
afterAll(() => service?.database.close());

describe("check-links", () => {
  it("puts dead links before their owner, takes them away when they live again, and keeps both in the history", async () => {
    expect(await sweep({ b: "DEAD", c: "UNKNOWN" }, 1000)).toEqual({ checked: 3, dead: 1, unknown: 1 });
    expect(await dead()).toEqual(["b"]);
    expect(await dead(caller("TEACHER", "somebody"))).toEqual([]);
    expect(await sweep({ b: "UNKNOWN" }, 2000)).toEqual({ checked: 3, dead: 0, unknown: 1 });
    expect(await dead()).toEqual(["b"]);
    await sweep({}, 3000);
    expect(await dead()).toEqual([]);
    const { resourceHistory } = await service.ask(editor, `{ resourceHistory(id: "b") { events { step by } } }`);
    expect(resourceHistory.events).toEqual([
      { step: "LINK_DEAD", by: "check-links" },
      { step: "LINK_ALIVE", by: "check-links" },
    ]);
  });

  it("leaves out what was looked at since", async () => {
    expect(await checkLinks(service.database, async () => "DEAD", { checkedBefore: 3000, now: 4000 })).toEqual({
      checked: 0,
      dead: 0,
      unknown: 0,
    });
  });

  it("takes what was found of an address as said of that address only", async () => {
    await sweep({ a: "DEAD", b: "DEAD" }, 5000);
    expect(await dead()).toEqual(["a", "b"]);
    await seedResources(service, ["a"], { url: "https://media.example/moved" });
    await seedResources(service, ["b"], { url: null });
    expect(await dead()).toEqual([]);
    const asked: string[] = [];
    const fetcher = async (url: string): Promise<LinkState> => {
      asked.push(url);
      return "ALIVE";
    };
    await checkLinks(service.database, fetcher, { checkedBefore: 5000, now: 6000 });
    expect(asked).toEqual(["https://media.example/moved"]);
  });
});

describe("without network", () => {
  const sweepBy = (fetcher: (path: string) => LinkState, now: number) =>
    checkLinks(service.database, async (url) => fetcher(new URL(url).pathname.slice(1)), { checkedBefore: now, now });

  it("changes nothing and says so, whether names or servers do not answer", async () => {
    await sweepBy(() => "ALIVE", 7000);
    const before = await dead();
    for (const state of ["NO_HOST", "NO_ANSWER"] as const)
      await expect(sweepBy(() => state, 8000)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await dead()).toEqual(before);
    expect((await sweepBy(() => "ALIVE", 8000)).checked).toBe(2);
  });

  it("takes a host without address for gone where another server answers", async () => {
    const found = await sweepBy((path) => (path === "moved" ? "NO_HOST" : "ALIVE"), 9000);
    expect(found).toEqual({ checked: 2, dead: 1, unknown: 0 });
    expect(await dead()).toEqual(["a"]);
  });

  it("judges a page without answers once a server of another page answers, and by it", async () => {
    const many = Array.from({ length: 500 }, (_, i) => `0${1000 + i}`);
    await seedResources(service, many, { url: "https://away.example/0" });
    const found = await sweepBy((path) => (path === "0" ? "NO_HOST" : "ALIVE"), 10_000);
    expect(found).toEqual({ checked: 502, dead: 500, unknown: 0 });
  });

  it("stops where the network goes away in the midst, and keeps what was found until then", async () => {
    let asked = 0;
    const sweeping = sweepBy(() => (asked++ < 500 ? "ALIVE" : "NO_HOST"), 11_000);
    await expect(sweeping).rejects.toMatchObject({ text: { en: expect.stringContaining("500 links were checked") } });
    expect(await dead()).toEqual([]);
  });
});

describe("fetchLink", () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const status =
        request.url === "/no-head" ? (request.method === "HEAD" ? 405 : 200) : Number(request.url!.slice(1));
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it("tells what is there, what is gone, and what it cannot know", async () => {
    expect(await fetchLink(`${url}/200`)).toBe("ALIVE");
    expect(await fetchLink(`${url}/no-head`)).toBe("ALIVE");
    expect(await fetchLink(`${url}/404`)).toBe("DEAD");
    expect(await fetchLink(`${url}/410`)).toBe("DEAD");
    expect(await fetchLink(`${url}/500`)).toBe("UNKNOWN");
    expect(await fetchLink(`${url}/403`)).toBe("UNKNOWN");
    expect(await fetchLink("http://127.0.0.1:1/")).toBe("NO_ANSWER");
  });
});
