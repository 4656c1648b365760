import { Arg, Int } from "type-graphql";

/** The argument by which a read asks for a published version of the graph instead of the live one. */
export const Version = (): ReturnType<typeof Arg> =>
  Arg("version", () => Int, { nullable: true, description: "a published version; the live graph without it" });
