import { DomainError, notFound } from "../errors.js";
import type { GraphVersions } from "../knowledge/graph-versions.js";
import type { Database } from "../neo4j/database.js";
import { type Attempt, countedAttempts, evidenceOf } from "./attempt.js";
import { listAttempts } from "./attempts.store.js";
import { type Calibration, EMPTY_CALIBRATION } from "./calibration.js";
import { findCalibration, type WantedCalibration } from "./calibrations.store.js";
import { foldEvidence } from "./evidence.js";
import { type Basis, type Mastery, readOnGraph, type StudentMastery } from "./mastery.js";

/** What mastery was in the past: by the attempts received by then, on the graph and with the calibration of then. */
export class PastMastery {
  /** The last one that was decoded, as a class of students asks for the same. */
  #calibration: Calibration = EMPTY_CALIBRATION;

  constructor(
    private readonly database: Database,
    private readonly versions: GraphVersions,
    private readonly mastery: Mastery,
  ) {}

  /** As it was at a moment, epoch milliseconds. Weights are those of now, as earlier ones are not kept. */
  async readAt(studentId: string, at: number): Promise<StudentMastery> {
    const [graphVersion, calibration] = await Promise.all([this.versions.editsBy(at), this.#calibrationOf({ by: at })]);
    return this.#read(studentId, { at, graphVersion }, calibration ?? EMPTY_CALIBRATION, (a) => a.receivedAt <= at);
  }

  /**
   * Exactly as an earlier answer read it, from the first `chainLength` entries of the student's chain.
   * Throws CONFLICT where other weights are in use now, NOT_FOUND for a calibration or graph that never was.
   */
  async readAgain(studentId: string, basis: Basis, chainLength: number): Promise<StudentMastery> {
    const { modelVersion } = basis;
    const dot = modelVersion.lastIndexOf(".");
    const { version } = this.mastery.model.weights;
    if (modelVersion.slice(0, dot) !== version) throw otherWeights(modelVersion, version);
    const number = Number(modelVersion.slice(dot + 1));
    const calibration = number === 0 ? EMPTY_CALIBRATION : await this.#calibrationOf({ number });
    if (!calibration) throw notFound({ zh: "校准", en: "calibration" }, String(number));
    return this.#read(studentId, basis, calibration, (a) => a.sequence <= chainLength);
  }

  async #read(
    studentId: string,
    { at, graphVersion }: Pick<Basis, "at" | "graphVersion">,
    calibration: Calibration,
    isReceived: (attempt: Attempt) => boolean,
  ): Promise<StudentMastery> {
    const [graph, chains] = await Promise.all([
      this.versions.graphAfter(graphVersion),
      listAttempts(this.database, [studentId]),
    ]);
    const received = chains.get(studentId)!.filter(isReceived);
    const evidence = foldEvidence(countedAttempts(received).map(evidenceOf));
    const model = { ...this.mastery.model, calibration };
    const known = { studentId, evidence, chainLength: received.at(-1)?.sequence ?? 0, skipped: [] };
    return readOnGraph({ model, graph, now: at }, [known])[0]!;
  }

  async #calibrationOf(wanted: WantedCalibration): Promise<Calibration | undefined> {
    const held = [this.mastery.model.calibration, this.#calibration];
    const known = held.find(({ number }) => number === wanted.number);
    if (known) return known;
    const found = await findCalibration(this.database, wanted, held);
    if (found) this.#calibration = found;
    return found;
  }
}

function otherWeights(then: string, now: string): DomainError {
  return new DomainError(
    "CONFLICT",
    {
      zh: `这一步是用模型 ${then} 推荐的；服务现在使用权重 ${now}，无法重算。`,
      en: `The step was recommended with model ${then}; the service now uses weights ${now}, so it cannot be computed again.`,
    },
    { field: "id" },
  );
}
