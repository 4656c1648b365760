import { gzipSync } from "node:zlib";
import { LRUCache } from "lru-cache";
import type { RowRefusal } from "../errors.js";
import type { Knowledge } from "../knowledge/knowledge.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import type { Database } from "../neo4j/database.js";
import type { People, StudentPermit } from "../people/people.js";
import type { Principal } from "../people/principal.js";
import { NOBODY } from "../people/standing.js";
import { type Amendment, amendAttempt } from "./amend-attempt.js";
import { type Attempt, countedAttempts, evidenceOf } from "./attempt.js";
import { AttemptColumns } from "./attempt-columns.js";
import { AttemptGate } from "./attempt-gate.js";
import {
  type EvidenceAsOf,
  findAttempts,
  listAttempts,
  listStudents,
  readEvidence,
  type StoredEvidence,
} from "./attempts.store.js";
import { calibrateColumns } from "./calibrate.js";
import { encodeCalibration } from "./calibration-codec.js";
import { findCalibration } from "./calibrations.store.js";
import { compareAttempts, type EvidenceAttempt, NO_TOTALS, type StudentEvidence } from "./evidence.js";
import { itemKey } from "./item-key.js";
import {
  type JudgedRequest,
  judgeRequests,
  type ReadRequest,
  type RecordAttemptsRequest,
  readRequest,
} from "./judge-attempts.js";
import { learnCredit } from "./learn-credit.js";
import { type MasteryModel, modelVersion } from "./mastery-model.js";
import { type MasteryReading, readMastery } from "./read-mastery.js";
import { keepAttempts, keepWhole, type RecordAttemptsOutcome, type WholeOutcome } from "./record-attempts.js";

/** From what an answer was computed; the same basis gives the same answer. */
export interface Basis {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly graphVersion: number;
  readonly modelVersion: string;
}

/** A student's mastery of every leaf at one moment. */
export interface StudentMastery {
  readonly studentId: string;
  readonly model: MasteryModel;
  readonly graph: KnowledgeGraph;
  /** Entries of the student's chain that the evidence is from. */
  readonly chainLength: number;
  readonly skipped: readonly string[];
  readonly evidence: StudentEvidence;
  readonly reading: MasteryReading;
  readonly basis: Basis;
}

/** Mastery of one leaf, for people. */
export interface LeafMastery {
  readonly leaf: number;
  readonly mastery: number;
  readonly uncertainty: number;
  readonly attempts: number;
  readonly lastAttemptAt?: number;
  readonly dueAt?: number;
}

/** What students' own attempts say of what they know. */
export class Mastery {
  readonly #gate: AttemptGate;
  /** What was read of students, so that what has not changed since need not be read again. */
  readonly #read = new LRUCache<string, EvidenceAsOf>({
    maxSize: HELD_POINTS,
    sizeCalculation: ({ evidence }) => 1 + evidence.points.size,
    ttl: HELD_MS,
  });

  constructor(
    private readonly database: Database,
    private readonly knowledge: Knowledge,
    private readonly people: People,
    public model: MasteryModel,
  ) {
    this.#gate = new AttemptGate(async (read) => keepAttempts(database, people, await this.#judge(read)));
  }

  /** Keeps attempts, each once whatever is repeated, and answers after they are committed. */
  async record(request: RecordAttemptsRequest): Promise<RecordAttemptsOutcome> {
    return this.#gate.record(readRequest(request));
  }

  /** Keeps attempts and voids others, all of it or nothing; see `keepWhole`. */
  async recordWhole(
    request: RecordAttemptsRequest,
    voids: readonly string[],
    mayLack: (refusal: RowRefusal) => boolean,
  ): Promise<WholeOutcome> {
    const [judged] = await this.#judge([readRequest(request)]);
    return keepWhole(this.database, this.people, judged!, voids, mayLack);
  }

  #judge(read: readonly ReadRequest[]): Promise<JudgedRequest[]> {
    const graph = this.knowledge.graph();
    return judgeRequests({ database: this.database, people: this.people, graph }, read);
  }

  /** Reads by the newest calibration from now on, if it is a newer one. */
  async refreshCalibration(): Promise<void> {
    const calibration = await findCalibration(this.database, {}, [this.model.calibration]);
    if (calibration) this.model = { ...this.model, calibration };
  }

  /**
   * Counts the attempts kept into a new calibration; where there are more than `most`, those of students drawn by their
   * ids, about so many. Returns its number and how many attempts it is from. Memory: about 80 bytes an attempt counted.
   */
  async calibrate(most = MOST_CALIBRATED): Promise<{ readonly number: number; readonly attempts: number }> {
    await this.refreshCalibration();
    const share = most / (await this.#countAttempts());
    const columns = new AttemptColumns();
    const first: EvidenceAttempt[][] = [];
    for await (const page of this.#studentPages()) {
      const drawn = page.map(({ id }) => id).filter((id) => itemKey(id) < share * 2 ** 32);
      for (const own of (await listAttempts(this.database, drawn)).values()) {
        const attempts = countedAttempts(own).map(evidenceOf).sort(compareAttempts);
        columns.addStudent(attempts);
        if (columns.win.length <= MOST_LEARNT_FROM) first.push(attempts);
      }
    }
    const counted = calibrateColumns(this.model.calibration.number + 1, columns);
    const model = { weights: this.model.weights, calibration: counted };
    const credit = learnCredit(model, this.knowledge.graph().compiled, first);
    const calibration = { ...counted, ...(credit && { credit }) };
    const data = gzipSync(encodeCalibration(calibration)).toString("base64");
    await this.database.run("mastery/save-calibration", { number: calibration.number, data });
    await this.refreshCalibration();
    return { number: calibration.number, attempts: calibration.attempts };
  }

  async #countAttempts(): Promise<number> {
    let attempts = 0;
    for await (const page of this.#studentPages()) for (const { chainLength } of page) attempts += chainLength;
    return attempts;
  }

  async *#studentPages() {
    for (let after = ""; ; ) {
      const page = await listStudents(this.database, after, STUDENTS_A_PAGE);
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)!.id;
    }
  }

  /** When kept attempts were made, by id, epoch milliseconds; unknown ids are absent. */
  async timesOf(ids: readonly string[]): Promise<Map<string, number>> {
    const found = ids.length === 0 ? [] : [...(await findAttempts(this.database, ids)).values()];
    return new Map(found.map(({ id, at }) => [id, at]));
  }

  /** Corrects or voids an attempt; see `amendAttempt`. */
  amend(principal: Principal, amendment: Amendment): Promise<Attempt> {
    const { database, people } = this;
    return amendAttempt({ database, people, graph: this.knowledge.graph() }, principal, amendment, Date.now());
  }

  /** The graph that readings are made on now. */
  graph(): KnowledgeGraph {
    return this.knowledge.graph();
  }

  basis(at: number): Basis {
    return { at, graphVersion: this.knowledge.graph().version, modelVersion: modelVersion(this.model) };
  }

  /** One student, whether or not there are attempts. One query, with what it takes to permit it. */
  async readStudent(studentId: string, now: number, permit?: StudentPermit): Promise<StudentMastery> {
    const [student] = await this.readStudents([studentId], now, permit);
    return student!;
  }

  /** Several students in the order asked, from one query; O(leaves) of work each. */
  async readStudents(studentIds: readonly string[], now: number, permit?: StudentPermit): Promise<StudentMastery[]> {
    return [...(await this.readInTurn(studentIds, now, permit))];
  }

  /** As `readStudents`, each when it is asked for, so that the readings of many need not be held at once. */
  async readInTurn(
    studentIds: readonly string[],
    now: number,
    permit?: StudentPermit,
  ): Promise<Iterable<StudentMastery>> {
    const graph = this.knowledge.graph();
    const stored = await readEvidence(this.database, studentIds, { held: this.#read, reach: permit?.reach });
    for (const id of studentIds) permit?.require(id, stored.get(id)?.facts ?? NOBODY);
    const known = studentIds.map((studentId) => ({ studentId, ...(stored.get(studentId) ?? noEvidence()) }));
    return readingsOnGraph({ model: this.model, graph, now }, known);
  }

  /** What is known of one leaf; `target` is the mastery below which it is due. */
  leaf({ reading }: StudentMastery, leaf: number, target: number): LeafMastery {
    const signal = reading.signals[leaf]!;
    const dueAt = reading.dueAtMs(leaf, target);
    return {
      leaf,
      mastery: reading.mastery[leaf]!,
      uncertainty: reading.uncertainty(leaf),
      attempts: Math.ceil(signal.attempts),
      ...(signal.lastAtMs !== undefined && { lastAttemptAt: signal.lastAtMs }),
      ...(dueAt !== undefined && { dueAt }),
    };
  }
}

const STUDENTS_A_PAGE = 500;
/** Points with evidence of all students that are held together, with their reading .7 kB each. */
const HELD_POINTS = 50_000;
/** What is mended in the store without an entry in the student's chain is read within so long. */
const HELD_MS = 60_000;
/** Attempts that a calibration counts: what fits into the memory that Node takes by itself. */
const MOST_CALIBRATED = 10_000_000;
/** Attempts from which credit is learned; `learnCredit` needs no more. */
const MOST_LEARNT_FROM = 200_000;

/** A new one for each student, as what is known of a student may be kept by it. */
const noEvidence = (): StoredEvidence => ({
  evidence: { totals: NO_TOTALS, points: new Map() },
  chainLength: 0,
  skipped: [],
});

/** What readings are made with. */
interface ReadingBasis {
  readonly model: MasteryModel;
  readonly graph: KnowledgeGraph;
  readonly now: number;
}

type KnownStudent = StoredEvidence & { readonly studentId: string };

/** Reads what is known of students on one graph by one model; O(leaves) of work each. */
export function readOnGraph(basis: ReadingBasis, students: readonly KnownStudent[]): StudentMastery[] {
  return [...readingsOnGraph(basis, students)];
}

function* readingsOnGraph(
  { model, graph, now }: ReadingBasis,
  students: readonly KnownStudent[],
): Iterable<StudentMastery> {
  const basis = { at: now, graphVersion: graph.version, modelVersion: modelVersion(model) };
  const leavesOf = namedLeaves(graph);
  for (const student of students) {
    const { evidence } = student;
    const reading = readMastery({ model, graph: graph.compiled, evidence, leavesOf, nowMs: now });
    yield { ...student, model, graph, reading, basis };
  }
}

const namedLeavesByGraph = new WeakMap<KnowledgeGraph, (pointId: string) => readonly string[]>();

/** The leaves that stored evidence of a point speaks of: beneath it, or beneath what replaced it; none once it is gone. */
export function namedLeaves(graph: KnowledgeGraph): (pointId: string) => readonly string[] {
  const made = namedLeavesByGraph.get(graph);
  if (made) return made;
  const known = new Map<string, readonly string[]>();
  const leavesOf = (pointId: string) => {
    let leaves = known.get(pointId);
    if (!leaves) {
      leaves = graph.points.has(pointId) ? graph.leavesOf(graph.activeFor(pointId)) : [];
      known.set(pointId, leaves);
    }
    return leaves;
  };
  namedLeavesByGraph.set(graph, leavesOf);
  return leavesOf;
}
