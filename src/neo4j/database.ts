import neo4j, {
  type Driver,
  type ManagedTransaction,
  Neo4jError,
  type Record as Neo4jRecord,
  type QueryResult,
} from "neo4j-driver";
import { type CatalogueQuery, checkParameters, type QueryCatalogue } from "./query-catalogue.js";
import { fromDriver } from "./store-error.js";

/** One row of a result: the names of RETURN → scalars, lists and maps, numbers as JavaScript numbers. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs statements of the catalogue by name; inside a transaction or each in its own. */
export interface QueryRunner {
  run(name: string, parameters?: Readonly<Record<string, unknown>>): Promise<Row[]>;
}

export interface DatabaseSettings {
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

export interface TransactionOptions {
  /** `write` unless said. */
  readonly access?: "read" | "write";
  /** The server ends the transaction after so many milliseconds. */
  readonly timeoutMs?: number;
}

/** How long a transaction is retried on transient errors, and a request waits for a database that is away. */
const retryMs = 8_000;
const readyMs = 2_000;

/**
 * The only caller of the Neo4j driver. Callers name a statement of the catalogue and give its parameters;
 * what comes back are plain rows, what goes wrong are DomainErrors (CONFLICT, UNAVAILABLE) and StoreErrors.
 */
export class Database implements QueryRunner {
  private constructor(
    private readonly driver: Driver,
    private readonly name: string,
    private readonly catalogue: QueryCatalogue,
    private readonly onClosed: () => void,
  ) {}

  /** Connects and asks once. @throws what `fromDriver` makes of an unreachable server or a wrong password */
  static async open(
    settings: DatabaseSettings,
    catalogue: QueryCatalogue,
    onClosed: () => void = () => undefined,
  ): Promise<Database> {
    const driver = neo4j.driver(settings.uri, neo4j.auth.basic(settings.username, settings.password), {
      disableLosslessIntegers: true,
      maxConnectionPoolSize: 64,
      connectionTimeout: 5_000,
      connectionAcquisitionTimeout: retryMs,
      maxTransactionRetryTime: retryMs,
      userAgent: "zhimai",
    });
    try {
      await driver.verifyConnectivity({ database: settings.database });
      return new Database(driver, settings.database, catalogue, onClosed);
    } catch (error) {
      await driver.close();
      throw fromDriver(error, "connect");
    }
  }

  /**
   * One statement in a transaction of its own, retried on transient errors.
   * @param name path below `cypher/` without its ending
   * @throws Error at once for an unknown name, a missing or an undeclared parameter
   */
  async run(name: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<Row[]> {
    const query = this.catalogue.get(name);
    checkParameters(query, parameters);
    try {
      const result = query.access === "read" ? await this.#read(query.text, parameters) : undefined;
      const { records } = result ?? (await this.#retried(query, parameters));
      return records.map(toRow);
    } catch (error) {
      throw fromDriver(error, name);
    }
  }

  /** Reads without beginning and committing a transaction, a third of the messages; undefined where it must be tried again. */
  async #read(text: string, parameters: Readonly<Record<string, unknown>>): Promise<QueryResult | undefined> {
    const session = this.driver.session({ database: this.name, defaultAccessMode: neo4j.session.READ });
    try {
      return await session.run(text, parameters);
    } catch (error) {
      if (error instanceof Neo4jError && error.retriable) return undefined;
      throw error;
    } finally {
      await session.close();
    }
  }

  #retried(query: CatalogueQuery, parameters: Readonly<Record<string, unknown>>): Promise<QueryResult> {
    return this.driver.executeQuery(query.text, parameters, {
      database: this.name,
      routing: query.access === "read" ? neo4j.routing.READ : neo4j.routing.WRITE,
      bookmarkManager: null,
    });
  }

  /**
   * Several statements as one unit; `work` may run more than once, so it changes nothing but the database.
   * What `work` throws rolls it back and comes out unchanged.
   */
  async transaction<T>(work: (tx: QueryRunner) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const session = this.driver.session({ database: this.name });
    const settings = options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs };
    const unit = (tx: ManagedTransaction): Promise<T> => work(this.runnerOf(tx));
    try {
      return options.access === "read"
        ? await session.executeRead(unit, settings)
        : await session.executeWrite(unit, settings);
    } catch (error) {
      throw fromDriver(error, "transaction");
    } finally {
      await session.close();
    }
  }

  /** A statement with neither name nor parameters, committed by itself: schema statements of migrations. */
  async runSchema(statement: string, from: string): Promise<void> {
    const session = this.driver.session({ database: this.name });
    try {
      await session.run(statement);
    } catch (error) {
      throw fromDriver(error, from);
    } finally {
      await session.close();
    }
  }

  /** Whether the database answers now; never throws, never waits longer than two seconds. */
  async isReady(): Promise<boolean> {
    const session = this.driver.session({ database: this.name });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, readyMs, false);
    });
    const answer = session.run(this.catalogue.get("neo4j/ping").text).then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
      void session.close().catch(() => undefined);
    }
  }

  /** Deletes every node but the record of migrations, batch by batch; the schema stays. */
  async empty(): Promise<void> {
    let deleted: number;
    do {
      const [row] = await this.run("neo4j/delete-some");
      deleted = Number(row?.deleted ?? 0);
    } while (deleted > 0);
  }

  async close(): Promise<void> {
    await this.driver.close();
    this.onClosed();
  }

  private runnerOf(tx: ManagedTransaction): QueryRunner {
    return {
      run: async (name, parameters = {}) => {
        const query = this.catalogue.get(name);
        checkParameters(query, parameters);
        const result: QueryResult = await tx.run(query.text, parameters);
        return result.records.map(toRow);
      },
    };
  }
}

function toRow(record: Neo4jRecord): Row {
  const row: Record<string, unknown> = {};
  record.keys.forEach((key, index) => {
    row[key as string] = record.get(index);
  });
  return row;
}
