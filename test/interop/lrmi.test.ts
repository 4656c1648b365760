import { describe, expect, it } from "@jest/globals";
import { DomainError } from "../../src/errors.js";
import type { Json, JsonObject } from "../../src/interop/json-text.js";
import { readLrmi } from "../../src/interop/lrmi-reader.js";
import { writeLrmi } from "../../src/interop/lrmi-writer.js";
import type { Resource } from "../../src/resources/resource.js";
import { compact } from "../../src/validation.js";

const AMB = ["https://w3id.org/kim/amb/context.jsonld", { "@language": "de" }];
const full = {
  "@context": AMB,
  id: "https://res.example/r/1",
  type: ["LearningResource", "VideoObject"],
  name: "Video",
  description: "Text",
  inLanguage: ["fr", "de"],
  duration: "PT47M58S",
  license: { id: "https://creativecommons.org/publicdomain/zero/1.0/" },
  publisher: [
    { type: "Organization", name: "A" },
    { type: "Person", name: "B" },
  ],
  about: [{ id: "https://x.example/s", prefLabel: { de: "S" } }],
  encoding: [{ contentUrl: "https://x.example/v", bitrate: "1651" }],
} as JsonObject;

const resourceOf = (document: Json, change: object = {}) =>
  ({ ...compact(readLrmi(document).fields), ...change }) as unknown as Resource;

describe("readLrmi", () => {
  it("reads what the model has a place for", () => {
    const { fields, warnings } = readLrmi(full);
    expect(warnings).toEqual([]);
    expect(fields).toMatchObject({
      title: "Video",
      kind: "VIDEO",
      description: "Text",
      url: "https://res.example/r/1",
      language: "fr",
      minutes: 47.97,
      publisher: "A; B",
      licence: "https://creativecommons.org/publicdomain/zero/1.0/",
      externalIds: [{ system: "lrmi", id: "https://res.example/r/1" }],
    });
    expect(readLrmi(full).fields.id).toBe(fields.id);
  });

  it("reads plain schema.org in its many shapes", () => {
    const document = {
      "@context": "https://schema.org",
      "@id": "urn:zhimai:resource:r-1",
      "@type": "LearningResource",
      "schema:name": [{ "@value": "Name", "@language": "en" }],
      inLanguage: "zh-CN",
      learningResourceType: "lesson plan",
      license: "CC BY",
      publisher: "A",
    };
    expect(readLrmi(document as Json).fields).toMatchObject({
      id: "r-1",
      title: "Name",
      kind: "LESSON_PLAN",
      language: "zh-CN",
      licence: "CC BY",
      publisher: "A",
    });
  });

  it.each<[string, object]>([
    ["type: []", { type: "LearningResource" }],
    ["type: LearningResource", { type: ["Course"] }],
    ["@context: @language", { "@context": [AMB[0]] }],
    ["keywords: []", { keywords: "a, b" }],
    ["license: {}", { license: "https://x.example/l" }],
    ["teaches: id", { teaches: [{ id: 42 }] }],
    ["teaches: prefLabel", { teaches: [{ id: "https://x.example/t", prefLabel: "T" }] }],
    ["hasPart: id", { hasPart: [{ name: "part" }] }],
    ["encoding: contentUrl", { encoding: [{ type: "MediaObject" }] }],
    ["encoding: bitrate", { encoding: [{ contentUrl: "https://x.example/v", bitrate: "831 kb/s" }] }],
  ])("says that a document departs from AMB: %s", (problem, change) => {
    expect(readLrmi({ ...full, ...change } as Json).warnings[0]?.en).toContain(`(${problem})`);
  });

  it("refuses what is no resource, with its place", () => {
    for (const document of [null, 1, [], {}, { name: " " }] as Json[]) {
      expect(() => readLrmi(document, "/3")).toThrow(DomainError);
    }
  });
});

describe("writeLrmi", () => {
  it("gives back a document as it came, and changes in it what was changed since", () => {
    expect(writeLrmi(resourceOf(full), [], full)).toEqual(full);
    const { description: _gone, ...rest } = full;
    const changed = resourceOf(full, { title: "Neu", description: undefined, minutes: 5 });
    expect(writeLrmi(changed, [], full)).toEqual({ ...rest, name: "Neu", timeRequired: "PT300S" });
  });

  it("describes a resource of our own so that it is read back as the same", () => {
    const own = {
      id: "r-1",
      title: "微课",
      kind: "SLIDES",
      url: "https://x.example/1",
      language: "zh",
      minutes: 12,
      publisher: "出版社",
      licence: "CC BY",
    } as unknown as Resource;
    const written = writeLrmi(own, []);
    expect(compact(readLrmi(written).fields)).toEqual(own);
    expect(readLrmi(written).fields.id).toBe("r-1");
  });
});
