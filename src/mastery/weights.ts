import { badInput } from "../errors.js";
import { FEATURES, REGIMES, type RegimeName } from "./features.js";
import type { StateWeights } from "./knowledge-state.js";
import type { CreditShares } from "./propagate-credit.js";

/** Parameters of the mastery model, all learned by `zhimai train mastery` unless docs/models.md says otherwise. */
export interface MasteryWeights extends CreditShares {
  readonly version: string;
  /** Where the weights come from, for people. */
  readonly source: string;
  /** For each regime one weight for each of `FEATURES`. */
  readonly regimes: Readonly<Record<RegimeName, readonly number[]>>;
  /** How answers tell of knowledge: mastery itself. */
  readonly state: StateWeights;
}

/** As JSON text, a line for each regime. */
export function encodeWeights(weights: MasteryWeights): string {
  const { regimes, ...rest } = weights;
  const head = JSON.stringify({ features: FEATURES, ...rest }).slice(0, -1);
  const rows = REGIMES.map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(regimes[name])}`);
  return `${head},"regimes":{\n${rows.join(",\n")}\n}}\n`;
}

/** Inverse of `encodeWeights`. Throws BAD_INPUT, naming `field`, when the text is not weights of this model. */
export function decodeWeights(text: string, field = "MASTERY_WEIGHTS"): MasteryWeights {
  const refuse = (en: string, zh: string) =>
    badInput(field, { zh: `掌握度模型权重无效：${zh}。`, en: `These are not weights of the mastery model: ${en}.` });
  let json: Partial<MasteryWeights> & { features?: unknown };
  try {
    json = JSON.parse(text) ?? {};
  } catch {
    throw refuse("not JSON", "不是 JSON");
  }
  if (JSON.stringify(json.features) !== JSON.stringify(FEATURES)) {
    throw refuse("other features; train again", "特征不同，请重新训练");
  }
  const { version, source, regimes, state, creditToPrerequisites, creditToDependents } = json;
  const isComplete =
    typeof version === "string" &&
    typeof source === "string" &&
    isState(state) &&
    isShare(creditToPrerequisites) &&
    isShare(creditToDependents) &&
    REGIMES.every((name) => regimes?.[name]?.length === FEATURES.length && regimes[name].every(Number.isFinite));
  if (!isComplete) throw refuse("a field is missing or out of range", "缺少字段或超出范围");
  return {
    version,
    source,
    regimes: regimes!,
    state,
    creditToPrerequisites,
    creditToDependents,
  };
}

function isState(value: StateWeights | undefined): value is StateWeights {
  if (!Array.isArray(value?.right)) return false;
  const { right, learn, master, fluentShare, ...logits } = value;
  const [unknown, known, fluent] = right;
  const isOrdered = 0 < unknown && unknown < known && known < fluent && fluent < 1;
  const isComplete = Object.keys(logits).sort().join() === "ability,forget,forgetSpaced,intercept,itemEase,pointEase";
  return (
    isOrdered &&
    [learn, master, fluentShare].every((value) => isShare(value) && value < 1) &&
    isComplete &&
    Object.values(logits).every(Number.isFinite)
  );
}

function isShare(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}
