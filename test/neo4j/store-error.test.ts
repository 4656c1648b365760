import { describe, expect, it } from "@jest/globals";
import { Neo4jError } from "neo4j-driver";
import { DomainError } from "../../src/errors.js";
import { fromDriver, StoreError } from "../../src/neo4j/store-error.js";

/** What Neo4j 5.26 was seen to answer while its disk was full. */
const said = (code: string) =>
  new Neo4jError("Could not append transaction", code, "50N42", "", {
    OPERATION: "",
    OPERATION_CODE: "0",
    CURRENT_SCHEMA: "/",
  });

describe("an error of the driver", () => {
  it.each(["TransactionLogError", "TransactionStartFailed"])("of a full disk, %s, is UNAVAILABLE", (name) => {
    const error = fromDriver(said(`Neo.DatabaseError.Transaction.${name}`), "resources/save-resources");
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
  });

  it("that nobody foresaw names the statement and the code, and is not to be tried again", () => {
    const error = fromDriver(said("Neo.ClientError.Statement.SyntaxError"), "resources/save-resources");
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({
      retriable: false,
      message: "resources/save-resources: Neo.ClientError.Statement.SyntaxError: Could not append transaction",
    });
  });
});
