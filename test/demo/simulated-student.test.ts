import { describe, expect, it } from "@jest/globals";
import { planClass, simulatedStudent } from "../../src/demo/simulated-student.js";
import { taughtDays } from "../../src/demo/teaching-plan.js";
import { KnowledgeGraph } from "../../src/knowledge/knowledge-graph.js";
import { seededRandom } from "../../src/seeded-random.js";
import { demoInput } from "./demo-input.js";

const FIRST_DAY = -60;
const STUDENTS = 2_000;

/** a before b; both of medium difficulty. */
const chain = new KnowledgeGraph(1, {
  ...KnowledgeGraph.empty(),
  points: new Map(["a", "b"].map((id) => [id, { ...pointDefaults(), id, code: id, name: id }])),
  prerequisites: new Map([["a b", { prerequisiteId: "a", dependentId: "b", strength: 1 }]]),
}).compiled;
const [A, B] = [0, 1];

/** The share of right answers of many students, each asked once. */
function shareRight(taught: Float64Array, ask: (student: ReturnType<typeof simulatedStudent>) => boolean): number {
  const plan = planClass({ graph: chain, readiness: 0, taught, firstDay: FIRST_DAY });
  const random = seededRandom(1);
  let right = 0;
  for (let i = 0; i < STUDENTS; i++) if (ask(simulatedStudent(plan, random))) right++;
  return right / STUDENTS;
}

describe("a simulated student", () => {
  it("learns from a lesson where the prerequisite was taught, and not where it was not", () => {
    const attendThenAnswer = (student: ReturnType<typeof simulatedStudent>) => {
      student.attendLessons(-1);
      return student.answer(B, -1, 0.5, false);
    };
    const ready = shareRight(Float64Array.of(-Infinity, -10), attendThenAnswer);
    const lacking = shareRight(Float64Array.of(Infinity, -10), attendThenAnswer);
    expect(ready).toBeGreaterThan(0.5);
    expect(lacking).toBeLessThan(0.15);
  });

  it("guesses among choices what it does not know", () => {
    const unknown = Float64Array.of(Infinity, Infinity);
    const open = shareRight(unknown, (student) => student.answer(A, -1, 0.5, false));
    const choice = shareRight(unknown, (student) => student.answer(A, -1, 0.5, true));
    expect(choice - open).toBeGreaterThan(0.15);
  });

  it("forgets with time and remembers longer after right answers", () => {
    const known = Float64Array.of(-Infinity, -Infinity);
    const soon = shareRight(known, (student) => student.answer(A, FIRST_DAY, 0.6, false));
    const late = shareRight(known, (student) => student.answer(A, FIRST_DAY + 120, 0.6, false));
    const practised = shareRight(known, (student) => {
      for (let i = 0; i < 6; i++) student.answer(A, FIRST_DAY, 0.3, false);
      return student.answer(A, FIRST_DAY + 120, 0.6, false);
    });
    expect(soon - late).toBeGreaterThan(0.1);
    expect(practised - late).toBeGreaterThan(0.1);
  });
});

describe("the teaching plan", () => {
  it("teaches no point of a grade before its prerequisites", () => {
    const { graph, city } = demoInput();
    for (const grade of [7, 8, 9]) {
      const days = taughtDays(graph, city, grade, FIRST_DAY);
      const dayOf = (id: string) => days[graph.compiled.indexOf(id)]!;
      const early = [...graph.prerequisites.values()].filter(({ prerequisiteId, dependentId }) => {
        const subjects = [prerequisiteId, dependentId].map((id) => graph.getPoint(id).subjectId);
        return subjects[0] === subjects[1] && dayOf(prerequisiteId) > dayOf(dependentId);
      });
      expect(early).toEqual([]);
    }
  });

  it("begins grade 7 with the first chapter of the textbook", () => {
    const { graph, city } = demoInput();
    const days = taughtDays(graph, city, 7, FIRST_DAY);
    const first = graph.compiled.ids[days.indexOf(days.filter(Number.isFinite).sort()[0]!)];
    expect(first).toBe("M.NA.RN.01");
  });
});

function pointDefaults() {
  return {
    aliases: [],
    subjectId: "s",
    abilities: [],
    difficulty: 0.5,
    status: "ACTIVE" as const,
    replacedBy: [],
    parentIds: [],
  };
}
