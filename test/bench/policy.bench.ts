import { EMPTY_CALIBRATION } from "../../src/mastery/calibration.js";
import { SHIPPED_WEIGHTS } from "../../src/mastery/shipped-weights.js";
import { type MakePolicy, oracle, randomPolicy, walk, weakestFirst, zhimai } from "../reference/policies.js";
import { chain, layered, scattered, tree } from "../reference/policy-graphs.js";
import { runTrial } from "../reference/policy-trial.js";
import { GROWTH_LAWS } from "../reference/simulated-learner.js";
import { printMachine } from "./report.js";

/**
 * Next steps as a policy: simulated students who follow the first step, against walks, chance and an oracle. Each number is
 * how much of the goal is known when the answers are used up, the mean of so many students.
 */
const students = 20;
const policies: Record<string, MakePolicy> = {
  random: randomPolicy,
  weakest: weakestFirst,
  "walk 1": walk(1),
  "walk 2": walk(2),
  "walk 3": walk(3),
  "walk 4": walk(4),
  zhimai: zhimai({ weights: SHIPPED_WEIGHTS, calibration: EMPTY_CALIBRATION }),
  oracle,
};
const names = Object.keys(policies);

printMachine();
console.log(`${students} students a cell; knowledge of the goal after 2, 4 and 8 answers for each of its points`);
console.log(`| graph | law | answers | ${names.join(" | ")} |`);
console.log(`|---|---|---|${names.map(() => "---").join("|")}|`);
const sums = new Map<string, number>();
let cells = 0;
for (const graph of [layered(5, 6, 1), chain(20), tree(5), scattered(40, 3)]) {
  for (const law of GROWTH_LAWS) {
    for (const budget of [2, 4, 8]) {
      const goals = names.map((name) => runTrial(policies[name]!, { ...graph, law, budget, students }).goal);
      for (const [i, goal] of goals.entries()) sums.set(names[i]!, (sums.get(names[i]!) ?? 0) + goal);
      cells += 1;
      console.log(`| ${graph.name} | ${law.name} | ${budget} | ${goals.map((goal) => goal.toFixed(2)).join(" | ")} |`);
    }
  }
}
console.log(`| mean | | | ${names.map((name) => (sums.get(name)! / cells).toFixed(3)).join(" | ")} |`);
