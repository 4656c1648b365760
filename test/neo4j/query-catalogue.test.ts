import { describe, expect, it } from "@jest/globals";
import { checkParameters, parseQuery } from "../../src/neo4j/query-catalogue.js";

const source = `// @name people/find-class
// @access read
// @param id string
// @param limit integer
// @returns id, name
// @doc One class.
// An explanation.
MATCH (c:Class {id: $id})
RETURN c.id AS id, c.name AS name LIMIT toInteger($limit)
`;

describe("a statement's file", () => {
  it("is a header and one statement", () => {
    expect(parseQuery("people/find-class", source)).toEqual({
      name: "people/find-class",
      access: "read",
      parameters: new Map([
        ["id", "string"],
        ["limit", "integer"],
      ]),
      returns: ["id", "name"],
      doc: "One class.",
      text: "MATCH (c:Class {id: $id})\nRETURN c.id AS id, c.name AS name LIMIT toInteger($limit)",
    });
  });

  it("has the name of its path, an access and a statement", () => {
    expect(() => parseQuery("people/other", source)).toThrow("@name must be people/other");
    expect(() => parseQuery("people/find-class", source.replace("read", "look"))).toThrow("@access");
    expect(() => parseQuery("a/b", "// @name a/b\n// @access read\n")).toThrow("no statement");
  });

  it("is given its declared parameters and no other; null is a value, undefined is none", () => {
    const query = parseQuery("people/find-class", source);
    expect(() => checkParameters(query, { id: null, limit: 1 })).not.toThrow();
    expect(() => checkParameters(query, { id: undefined, limit: 1 })).toThrow("id is missing");
    expect(() => checkParameters(query, { id: "a", limit: 1, limits: 2 })).toThrow("limits is not declared");
  });
});
