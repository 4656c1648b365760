import { chooseQuestion } from "../../src/mastery/choose-question.js";
import { PlacementBelief } from "../../src/mastery/placement-belief.js";
import { drawStates } from "../../src/mastery/state-pool.js";
import { chains, layers, scattered, tree } from "../reference/placement-graphs.js";
import { STUDENT_LAWS } from "../reference/placement-students.js";
import { atRandom, halfSplit, nearestToEven, poolOfLaw, runPlacements, zhimai } from "../reference/placement-trial.js";
import { printMachine } from "./report.js";

/**
 * Placement of simulated students by 25 questions on 500 points (slip .1, guess .2): the share of points classified rightly,
 * by this service's questions, by the point nearest to even odds, by half-splitting, by random ones, and by whoever knows the
 * law that the students are drawn by. Before that, what a question costs.
 */
const students = 12;

printMachine();
const cpu = () => process.cpuUsage().user / 1000;
for (const { name, region } of [layers(20, 25), layers(50, 100), chains(100, 50), scattered(5000, 40)]) {
  const start = cpu();
  const pool = drawStates(region);
  const drawn = cpu() - start;
  const belief = new PlacementBelief(pool);
  const times = new Map<number, number>();
  const took: number[] = [];
  for (let n = 0; n < 25; n++) {
    const from = cpu();
    const node = chooseQuestion(belief, belief.known(), times)!;
    times.set(node, 1);
    belief.add({ node, score: n % 2 });
    took.push(cpu() - from);
  }
  took.sort((a, b) => a - b);
  console.log(
    `${name} (${region.ids.length} points): the pool ${drawn.toFixed(0)} ms of CPU, once; a question median ${took[12]!.toFixed(1)} ms, at most ${took[24]!.toFixed(1)} ms`,
  );
}

console.log(`${students} students a cell`);
console.log("| points | students by | zhimai | it expects | nearest to even | half-split | random | law known |");
console.log("|---|---|---|---|---|---|---|---|");
const figure = (value: number) => value.toFixed(3);
const graphs = [
  layers(20, 25),
  layers(10, 50),
  scattered(500, 40),
  chains(10, 50),
  chains(20, 25),
  tree(500, 1),
  tree(500),
];
for (const { name, region } of graphs) {
  const pool = drawStates(region);
  for (const law of STUDENT_LAWS) {
    const others = [nearestToEven, halfSplit, atRandom].map((ask) => runPlacements(pool, ask, { law, students }).right);
    const ours = runPlacements(pool, zhimai, { law, students });
    const knowing = runPlacements(poolOfLaw(region, law), zhimai, { law, students });
    const figures = [ours.right, ours.expected, ...others, knowing.right];
    console.log(`| ${name} | ${law.name} | ${figures.map(figure).join(" | ")} |`);
  }
}
