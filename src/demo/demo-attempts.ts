import { type SeededRandom, seededRandom } from "../seeded-random.js";
import { mayUse } from "./demo-annotations.js";
import type { AnnotationRow, AttemptRow, ClassRow, DemoInput, MadeResource } from "./demo-rows.js";
import { planClass, simulatedStudent } from "./simulated-student.js";
import { taughtDays } from "./teaching-plan.js";

const DAY = 86_400_000;
const UTC_OFFSET = 8 * 3_600_000;
const FIRST_DAY = -60;
const EXAM_DAYS = [-34, -9];
const QUESTIONS_PER_EXAM = 10;
const PLACEMENT_QUESTIONS = 8;
const PRESENT_AT_EXAM = 0.95;
/** How far back homework reaches, in days. */
const HOMEWORK_REACH = 12;
const HOMEWORK_SHARE = 0.6;
/** A typical answer in seconds. */
const SECONDS: Readonly<Record<string, number>> = { 选择题: 55, 填空题: 70 };
const LONG_SECONDS = 210;

interface Exam {
  readonly day: number;
  readonly paperId?: string;
  /** Nodes, one for each part. */
  readonly parts: readonly number[];
}

/**
 * The attempts of every student in the 60 days before `now`, each student's in order of time. A class is taught the
 * points of its grade in the order of its textbook; homework follows the lessons, practice goes back to weak
 * prerequisites and to earlier points, two papers are common to the class, and grade 8 begins with a placement.
 * How a student learns, forgets and answers is in `simulatedStudent`.
 */
export function simulateAttempts(
  input: DemoInput,
  classes: readonly ClassRow[],
  resources: readonly MadeResource[],
  annotations: readonly AnnotationRow[],
): AttemptRow[] {
  const random = seededRandom(input.seed ^ 0x5eed3);
  const midnight = Math.floor((input.now + UTC_OFFSET) / DAY) * DAY - UTC_OFFSET;
  return classes.flatMap((group) => {
    const { readiness } = input.city.schools.find(({ id }) => id === group.schoolId)!;
    const taught = taughtDays(input.graph, input.city, group.grade, FIRST_DAY);
    const plan = planClass({ graph: input.graph.compiled, readiness, taught, firstDay: FIRST_DAY });
    const questions = questionsByNode(input, group, resources, annotations);
    const exams = EXAM_DAYS.map((_, number) => planExam(input, number, taught, resources, random));
    return group.studentIds.flatMap((studentId) => {
      const student = simulatedStudent(plan, random);
      const rows: AttemptRow[] = [];
      let clock = 0;
      const answer = (node: number, setting: AttemptRow["setting"], exam?: { paperId?: string; part: number }) => {
        const question = exam ? undefined : pickOrNone(questions.get(node) ?? [], random);
        const difficulty = question?.row.difficulty ?? input.graph.compiled.difficulty[node]!;
        const choice = exam ? exam.part <= QUESTIONS_PER_EXAM / 2 : question?.form === "选择题";
        const correct = student.answer(node, (clock - midnight) / DAY, difficulty, choice);
        const typical = SECONDS[question?.form ?? ""] ?? (choice ? SECONDS.选择题! : LONG_SECONDS);
        const seconds = Math.round(Math.min(1_500, Math.max(6, typical * Math.exp(0.35 * random.normal()))));
        clock += (seconds + random.between(4, 40)) * 1_000;
        const inParts = !choice && (setting === "EXAM" || random.chance(0.1));
        const name = random.next();
        const hints = setting === "PRACTICE" && random.chance(correct ? 0.08 : 0.3) ? random.between(1, 2) : 0;
        rows.push({
          id: `demo-a-${studentId.slice(2)}-${String(rows.length + 1).padStart(3, "0")}`,
          studentId,
          ...(question === undefined || name < 0.2 ? { knowledgePointIds: [input.graph.compiled.ids[node]!] } : {}),
          ...(question === undefined ? {} : { resourceId: question.row.id }),
          ...(exam?.paperId === undefined ? {} : { resourceId: exam.paperId, partId: String(exam.part) }),
          ...(inParts ? { score: partialScore(correct, random) } : { correct }),
          at: new Date(clock),
          seconds,
          ...(hints > 0 ? { hints } : {}),
          setting,
        });
      };

      const days = random.shuffle(Array.from({ length: -FIRST_DAY - 1 }, (_, i) => FIRST_DAY + 1 + i));
      const homeDays = days.slice(0, random.between(6, 10)).map((day) => ({ day, exam: undefined }));
      const examDays = exams.filter(() => random.chance(PRESENT_AT_EXAM)).map((exam) => ({ day: exam.day, exam }));
      if (group.grade === 8) {
        clock = midnight + FIRST_DAY * DAY + 14 * 3_600_000;
        const earlier = random.shuffle(plan.earlier).slice(0, PLACEMENT_QUESTIONS);
        for (const node of earlier) answer(node, "PLACEMENT");
      }
      for (const { day, exam } of [...homeDays, ...examDays].sort((a, b) => a.day - b.day)) {
        student.attendLessons(day);
        clock = midnight + day * DAY + (exam ? 9 : hourAtHome(midnight + day * DAY, random)) * 3_600_000;
        if (exam) {
          exam.parts.forEach((node, i) => {
            answer(node, "EXAM", { ...(exam.paperId && { paperId: exam.paperId }), part: i + 1 });
          });
          continue;
        }
        const recent = student.taughtBetween(day - HOMEWORK_REACH, day);
        for (let left = random.between(3, 6); left > 0; left--) {
          if (recent.length > 0 && random.chance(HOMEWORK_SHARE)) answer(random.pick(recent), "HOMEWORK");
          else answer(student.toPractise(recent, day), "PRACTICE");
        }
      }
      return rows;
    });
  });
}

/** Published questions that the class sees, by the node that a tag of theirs lets an attempt stand for. */
function questionsByNode(
  input: DemoInput,
  group: ClassRow,
  resources: readonly MadeResource[],
  annotations: readonly AnnotationRow[],
): Map<number, MadeResource[]> {
  const byId = new Map(resources.map((resource) => [resource.row.id, resource]));
  const questions = new Map<number, Set<MadeResource>>();
  for (const { resourceId, tags } of annotations) {
    const resource = byId.get(resourceId)!;
    const { kind, origin } = resource.row;
    if (kind !== "QUESTION" || origin !== "HUMAN" || !mayUse(input.city, group.schoolId, resource.row)) continue;
    for (const { knowledgePointId, role } of tags) {
      if (role === "ASSUMES" || !resource.pointIds.includes(knowledgePointId)) continue;
      const node = input.graph.compiled.indexOf(knowledgePointId);
      questions.set(node, (questions.get(node) ?? new Set()).add(resource));
    }
  }
  return new Map([...questions].map(([node, found]) => [node, [...found]]));
}

/**
 * The paper of an examination: one that every school sees, on points that have been taught, at least half of them since
 * the examination before; without one, parts on those points. The class's subjects take turns.
 */
function planExam(
  { graph }: DemoInput,
  number: number,
  taught: Float64Array,
  resources: readonly MadeResource[],
  random: SeededRandom,
): Exam {
  const day = EXAM_DAYS[number]!;
  const nodes = [...graph.compiled.ids.keys()].filter((node) => taught[node]! > -Infinity && taught[node]! < day);
  const subjectOf = (node: number) => graph.getPoint(graph.compiled.ids[node]!).subjectId;
  const subjects = [...new Set(nodes.map(subjectOf))];
  const learnt = new Set(nodes.filter((node) => subjectOf(node) === subjects[number % subjects.length]));
  const latest = [...learnt].filter((node) => taught[node]! >= (EXAM_DAYS[number - 1] ?? -Infinity));
  const papers = resources.flatMap(({ row, pointIds }) => {
    if (row.kind !== "TEST_PAPER" || row.origin !== "HUMAN" || row.ownerId !== undefined) return [];
    const asked = pointIds.map((id) => graph.compiled.indexOf(id));
    const fits = asked.every((node) => learnt.has(node));
    return fits && 2 * asked.filter((node) => latest.includes(node)).length >= asked.length
      ? [{ paperId: row.id, asked }]
      : [];
  });
  const paper = pickOrNone(papers, random);
  const asked = paper?.asked ?? random.shuffle(latest).slice(0, QUESTIONS_PER_EXAM);
  const parts = Array.from({ length: QUESTIONS_PER_EXAM }, (_, i) => asked[i % asked.length]!);
  return { day, parts, ...(paper && { paperId: paper.paperId }) };
}

/** Weekdays after school, weekends in the day; local hours. */
function hourAtHome(at: number, random: SeededRandom): number {
  const weekday = new Date(at + UTC_OFFSET).getUTCDay();
  return weekday === 0 || weekday === 6 ? 9 + 10 * random.next() : 16.5 + 4 * random.next();
}

function partialScore(correct: boolean, random: SeededRandom): number {
  return correct ? random.pick([0.75, 1, 1]) : random.pick([0, 0, 0.25, 0.5]);
}

function pickOrNone<T>(list: readonly T[], random: SeededRandom): T | undefined {
  return list.length > 0 ? random.pick(list) : undefined;
}
