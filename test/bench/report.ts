import { cpus, totalmem } from "node:os";
import { Bench } from "tinybench";

/** One thing measured, and what it is measured against in the same run. */
export interface Comparison {
  readonly name: string;
  readonly aim: string;
  readonly measured: () => Promise<unknown>;
  readonly baseline: () => Promise<unknown>;
  /** Done before each of `measured`, and not counted. */
  readonly before?: () => Promise<unknown>;
  readonly milliseconds?: number;
}

/** What the run is on. */
export function printMachine(): void {
  const memory = Math.round(totalmem() / 2 ** 30);
  process.stdout.write(`${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${memory} GiB, Node ${process.version}\n`);
}

/** Prints what the run was on, then for each comparison median, mean and p95 of both sides and their ratio. */
export async function report(comparisons: readonly Comparison[]): Promise<void> {
  printMachine();
  for (const { name, aim, measured, baseline, before, milliseconds = 4000 } of comparisons) {
    const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 4, retainSamples: true });
    const beforeEach = async () => void (await before?.());
    bench.add("measured", measured, { beforeEach }).add("baseline", baseline);
    await bench.run();
    const [a, b] = bench.tasks.map((task) => latencyOf(task.result));
    process.stdout.write(
      `${name}\n  median ${a!.p50.toFixed(2)} ms against ${b!.p50.toFixed(2)} ms: ${(a!.p50 / b!.p50).toFixed(2)}×; ` +
        `mean ${a!.mean.toFixed(2)} ms against ${b!.mean.toFixed(2)} ms: ${(a!.mean / b!.mean).toFixed(2)}×; ` +
        `p95 ${a!.p95.toFixed(2)} ms against ${b!.p95.toFixed(2)} ms: ${(a!.p95 / b!.p95).toFixed(2)}×  (aim: ${aim})\n`,
    );
  }
}

interface Latency {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
}

function latencyOf(result: unknown): Latency {
  const { latency, error } = result as { latency?: { samples?: readonly number[] }; error?: unknown };
  const samples = [...(latency?.samples ?? [])].sort((x, y) => x - y);
  if (samples.length === 0) throw error ?? new Error("a task did not run");
  const at = (share: number) => samples[Math.floor(samples.length * share)]!;
  return { mean: samples.reduce((sum, ms) => sum + ms, 0) / samples.length, p50: at(0.5), p95: at(0.95) };
}
