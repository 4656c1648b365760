import type { Role } from "../people/principal.js";

/** Who the demo's tokens are for. */
export const DEMO_PEOPLE: Readonly<Record<Role, { readonly sub: string; readonly places?: readonly string[] }>> = {
  STUDENT: { sub: "s-0031" },
  TEACHER: { sub: "t-nx1-math-2" },
  APP: { sub: "app-homework" },
  RESEARCHER: { sub: "researcher-1" },
  REVIEWER: { sub: "r-city-math" },
  EDITOR: { sub: "editor-1" },
  ADMIN: { sub: "admin-1" },
};

const QUESTION = `query ($student: ID!) {
  nextSteps(studentId: $student, first: 3) {
    knowledgePoint { name }
    why { text }
    resources(first: 1) { resource { title } }
  }
}`;

interface Answer {
  readonly data?: {
    readonly nextSteps: readonly {
      readonly knowledgePoint: { readonly name: string };
      readonly why: { readonly text: string };
      readonly resources: readonly { readonly resource: { readonly title: string } }[];
    }[];
  };
  readonly errors?: readonly { readonly message: string }[];
}

/** Asks the running service over HTTP what the demo's student should do next, and puts the answer as people read it. */
export async function firstAnswer(url: string, token: string): Promise<string> {
  const student = DEMO_PEOPLE.STUDENT.sub;
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: QUESTION, variables: { student } }),
  });
  const { data, errors } = (await response.json()) as Answer;
  if (!data) throw new Error(`the first question failed: ${errors?.map((error) => error.message).join("; ")}`);
  const lines = data.nextSteps.map(({ knowledgePoint, why, resources }, i) => {
    const [match] = resources;
    return `${i + 1}. ${knowledgePoint.name}\n   ${why.text}${match ? `\n   ▸ ${match.resource.title}` : ""}`;
  });
  return [`学生 ${student} 接下来的学习步骤：`, ...lines, ""].join("\n");
}
