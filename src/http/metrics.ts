import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` shows, in the format of Prometheus. Labels are names of the schema and codes: a bounded set. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly seconds = new Histogram({
    name: "zhimai_graphql_seconds",
    help: "Time from a parsed request to its answer, by operation",
    labelNames: ["operation"],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    registers: [this.registry],
  });
  private readonly statements = new Counter({
    name: "zhimai_xapi_statements_total",
    help: "xAPI statements taken in, by what they came to",
    labelNames: ["outcome"],
    registers: [this.registry],
  });
  private readonly errors = new Counter({
    name: "zhimai_errors_total",
    help: "Errors answered, by code",
    labelNames: ["code"],
    registers: [this.registry],
  });

  /** @param isReady whether the database answers */
  constructor(isReady: () => Promise<boolean>) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "zhimai_ready",
      help: "1 while the database answers",
      registers: [this.registry],
      async collect() {
        this.set((await isReady()) ? 1 : 0);
      },
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  countOperation(operation: string, seconds: number): void {
    this.seconds.observe({ operation }, seconds);
  }

  /** Statements that came in, of which `count` came to this. */
  countStatements(outcome: string, count: number): void {
    this.statements.inc({ outcome }, count);
  }

  countError(code: string): void {
    this.errors.inc({ code });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
