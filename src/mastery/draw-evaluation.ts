import type { Predictions } from "./evaluate.js";
import { reliability } from "./evaluation-metrics.js";

/** A point of a diagram, 0 to 1 both ways, and how many answers it stands for. */
interface DiagramPoint {
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly DiagramPoint[];
}

const SIZE = 360;
const MARGIN = 48;
const MOST_OPPORTUNITIES = 20;

/** Observed share of right answers over the predicted one, in tenths, as an SVG document; the diagonal is perfect. */
export function drawReliability({ predicted, targets }: Predictions): string {
  const bins = reliability(predicted, targets);
  const points = bins
    .filter(({ count }) => count > 0)
    .map(({ predicted, observed, count }) => ({ x: predicted / count, y: observed / count, count }));
  const diagonal = [0, 1].map((x) => ({ x, y: x, count: 0 }));
  return draw("predicted", "observed", (x) => x.toFixed(2), [
    { name: "perfect", colour: "#999", points: diagonal },
    { name: "measured", colour: "#0b6", points },
  ]);
}

/** Right answers, observed and predicted, by how often the student had tried the point before, as an SVG document. */
export function drawLearningCurve({ predicted, targets, opportunities }: Predictions): string {
  const sums = Array.from({ length: MOST_OPPORTUNITIES }, () => ({ predicted: 0, observed: 0, count: 0 }));
  for (let i = 0; i < predicted.length; i++) {
    const sum = sums[opportunities[i]!];
    if (!sum) continue;
    sum.predicted += predicted[i]!;
    sum.observed += targets[i]!;
    sum.count += 1;
  }
  const series = (key: "predicted" | "observed") =>
    sums
      .map((sum, before) => ({ x: before / MOST_OPPORTUNITIES, y: sum[key] / sum.count, count: sum.count }))
      .filter(({ count }) => count > 0);
  return draw("tries before", "right answers", (x) => String(Math.round(x * MOST_OPPORTUNITIES)), [
    { name: "observed", colour: "#0b6", points: series("observed") },
    { name: "predicted", colour: "#06c", points: series("predicted") },
  ]);
}

function draw(xName: string, yName: string, tick: (x: number) => string, series: readonly Series[]): string {
  const side = SIZE - 2 * MARGIN;
  const x = (value: number) => round(MARGIN + value * side);
  const y = (value: number) => round(SIZE - MARGIN - value * side);
  const text = (at: readonly [number, number], content: string, more = "") =>
    `<text x="${at[0]}" y="${at[1]}" ${more}>${content}</text>`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((value) => [
    `<path d="M${x(value)} ${y(0)}V${y(1)}M${x(0)} ${y(value)}H${x(1)}" stroke="#eee"/>`,
    text([x(value), SIZE - MARGIN + 16], tick(value), 'text-anchor="middle"'),
    text([MARGIN - 6, y(value) + 4], value.toFixed(2), 'text-anchor="end"'),
  ]);
  const lines = series.flatMap(({ name, colour, points }, i) => [
    `<polyline fill="none" stroke="${colour}" points="${points.map((p) => `${x(p.x)},${y(p.y)}`).join(" ")}"/>`,
    ...points
      .filter(({ count }) => count > 0)
      .map((p) => `<circle cx="${x(p.x)}" cy="${y(p.y)}" r="3" fill="${colour}"><title>${p.count}</title></circle>`),
    text([x(0) + 8, y(1) + 16 + 16 * i], name, `fill="${colour}"`),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" font-family="sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...ticks,
    ...lines,
    text([SIZE / 2, SIZE - 10], xName, 'text-anchor="middle"'),
    text([0, 0], yName, `text-anchor="middle" transform="translate(12 ${SIZE / 2}) rotate(-90)"`),
    "</svg>\n",
  ].join("\n");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
