import { expect } from "@jest/globals";
import type { TokenClaims } from "../../src/http/authenticator.js";
import type { Role } from "../../src/people/principal.js";
import { type Answer, type HttpService, startHttpService } from "../support/http-service.js";

/** Someone of each role who stands where the role's own records are. */
export const WHO: Readonly<Record<Role, TokenClaims>> = {
  STUDENT: { sub: "s1", roles: ["STUDENT"] },
  TEACHER: { sub: "t1", roles: ["TEACHER"] },
  APP: { sub: "app", roles: ["APP"] },
  RESEARCHER: { sub: "researcher", roles: ["RESEARCHER"] },
  REVIEWER: { sub: "reviewer", roles: ["REVIEWER"] },
  EDITOR: { sub: "editor", roles: ["EDITOR"] },
  ADMIN: { sub: "admin", roles: ["ADMIN"] },
};

/** A service with two schools in two districts, and what its people may and may not reach. */
export class AccessCity {
  private constructor(private readonly service: HttpService) {}

  static async start(): Promise<AccessCity> {
    const city = new AccessCity(await startHttpService());
    await city.build();
    return city;
  }

  ask(claims: TokenClaims | undefined, query: string, variables?: object): Promise<Answer> {
    return this.service.ask(claims, query, variables);
  }

  /** The data of what must not be refused. */
  async must(claims: TokenClaims, query: string): Promise<Answer["data"]> {
    const answer = await this.ask(claims, query);
    expect(answer.errors).toEqual([]);
    return answer.data;
  }

  /** An annotation of the caller's. */
  async annotate(claims: TokenClaims, resourceId = "open"): Promise<string> {
    const data = await this.must(
      claims,
      `mutation { annotateResource(input: { resourceId: "${resourceId}", tags: [{ knowledgePointId: "a", role: TEACHES }] }) { id } }`,
    );
    return data.annotateResource[0].id;
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  private async build(): Promise<void> {
    const admin = WHO.ADMIN;
    for (const id of ["math", "physics"]) {
      await this.must(admin, `mutation { createSubject(input: { id: "${id}", name: "${id}" }) { id } }`);
    }
    for (const id of ["a", "b", "old"]) {
      await this.must(
        admin,
        `mutation { createKnowledgePoint(input: { id: "${id}", code: "${id}", name: "${id}", subjectId: "math", gradeFrom: 7 }) { id } }`,
      );
    }
    await this.must(
      admin,
      `mutation { createKnowledgePoint(input: { id: "f", code: "f", name: "力", subjectId: "physics" }) { id } }`,
    );
    for (const [id, school, district, teacher, student] of [
      ["c1", "school", "district", "t1", "s1"],
      ["c2", "other", "elsewhere", "t2", "s2"],
    ]) {
      await this.must(
        admin,
        `mutation { registerClass(input: { id: "${id}", name: "${id}", grade: 7, schoolId: "${school}", districtId: "${district}", teacherIds: ["${teacher}"], studentIds: ["${student}"] }) { id } }`,
      );
    }
    await this.must(admin, 'mutation { grantApp(input: { appId: "app", schoolIds: ["school"] }) { appId } }');
    await this.must(
      admin,
      `mutation { registerResources(input: [
      { id: "open", title: "公开", kind: VIDEO }
      { id: "ours", title: "校内", kind: VIDEO, adminLevel: SCHOOL, ownerId: "school" }
      { id: "near", title: "区内", kind: VIDEO, adminLevel: DISTRICT, ownerId: "district" }
      { id: "theirs", title: "他校", kind: VIDEO, adminLevel: SCHOOL, ownerId: "other" }
    ]) { created } }`,
    );
  }
}
