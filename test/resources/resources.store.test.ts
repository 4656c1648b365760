import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { everyWordQuery } from "../../src/resources/full-text-query.js";
import { countResources } from "../../src/resources/resources.store.js";
import { TestService } from "../support/service.js";
import { seedResources } from "../support/tagging.js";

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
  await seedResources(service, ["a", "b", "c"], { title: "勾股定理" });
  await seedResources(service, ["d"], { title: "勾股定理", kind: "VIDEO" });
}, 120_000);
afterAll(() => service?.database.close());

describe("countResources", () => {
  const indexed = { status: "PUBLISHED", kinds: null, adminLevels: null, language: null } as const;
  const count = (kinds: readonly "VIDEO"[] | null, limit: number) => {
    const filter = { ...indexed, kinds, pointIds: null, roles: [], text: "勾股" };
    const viewer = { sub: "v", scopes: null, everyStatus: false };
    const request = { filter, viewer, text: everyWordQuery("勾股", indexed), after: "", limit };
    return countResources(service.database, request, limit);
  };

  it("says whether the words were found in no more than were looked at", async () => {
    expect(await count(null, 5)).toEqual({ total: 4, complete: true });
    expect(await count(["VIDEO"], 5)).toEqual({ total: 1, complete: true });
    expect(await count(null, 3)).toEqual({ total: 3, complete: false });
    expect((await count(["VIDEO"], 3)).complete).toBe(false);
  });
});
