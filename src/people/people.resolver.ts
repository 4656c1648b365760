import { Arg, Mutation, Resolver } from "type-graphql";
import { AppGrantInput, ClassInput } from "./people.input.js";
import type { People } from "./people.js";
import { AppGrantType, ClassType } from "./people.type.js";

@Resolver()
export class PeopleResolver {
  constructor(private readonly people: People) {}

  @Mutation(() => ClassType, { description: "Creates or replaces a class; its school and district come with it." })
  registerClass(@Arg("input", () => ClassInput) input: ClassInput): Promise<ClassType> {
    return this.people.registerClass(input);
  }

  @Mutation(() => AppGrantType, { description: "Replaces the schools and subjects that an app acts for." })
  grantApp(@Arg("input", () => AppGrantInput) input: AppGrantInput): Promise<AppGrantType> {
    return this.people.grantApp({ ...input, subjectIds: input.subjectIds ?? [] });
  }
}
