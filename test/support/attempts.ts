import { caller, type TestService } from "./service.js";

const RECORD = "mutation ($input: [AttemptInput!]!) { recordAttempts(input: $input) { accepted } }";
let serial = 0;

/** Records answers of one student through an app, in their order; `at` gives the epoch milliseconds of each by its index. */
export async function recordAnswers(
  service: TestService,
  studentId: string,
  answers: readonly (readonly [point: string, correct: boolean])[],
  at: (index: number) => number,
): Promise<{ readonly id: string; readonly at: string }[]> {
  const input = answers.map(([point, correct], i) => ({
    id: `${studentId}-${serial++}`,
    studentId,
    knowledgePointIds: [point],
    correct,
    at: new Date(at(i)).toISOString(),
  }));
  const { recordAttempts } = await service.ask(caller("APP", "app"), RECORD, { input });
  if (recordAttempts.accepted !== answers.length) throw new Error("an answer was not accepted");
  return input;
}
