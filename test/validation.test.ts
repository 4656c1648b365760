import "reflect-metadata";
import { describe, expect, it } from "@jest/globals";
import { AreObjects, checkShape, IsBetween, IsEntityId, IsText } from "../src/validation.js";

class Tag {
  @IsBetween(0, 1) weight?: number | null;
}

class Named {
  @IsEntityId() id!: string;
}

class Row extends Named {
  @IsText(1, 5) name?: string | null;
  @AreObjects() tags?: Tag[] | null;
}

const fieldRefused = (fields: object): unknown => {
  try {
    checkShape(Object.assign(new Row(), fields));
    return undefined;
  } catch (error) {
    return (error as { details?: { field?: string } }).details?.field;
  }
};

describe("the shape of a row", () => {
  const tag = (weight: number) => Object.assign(new Tag(), { weight });

  it.each([
    ["what is whole", { id: "a", name: "b", tags: [tag(1)] }, undefined],
    ["what is absent", { id: "a", name: null, tags: null }, undefined],
    ["a field of its own", { id: "a", name: "longer" }, "name"],
    ["a field of what it extends", { id: "no id", name: "b" }, "id"],
    ["a member's field", { id: "a", tags: [tag(1), tag(2)] }, "tags.1.weight"],
  ])("is judged by %s", (_, fields, field) => {
    expect(fieldRefused(fields)).toBe(field);
  });
});
