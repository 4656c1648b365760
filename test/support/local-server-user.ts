import neo4j from "neo4j-driver";
import { DomainError } from "../../src/errors.js";
import { joinLocalServer, type KeeperSettings } from "../../src/neo4j/local-server.js";

/**
 * A program of its own that holds a share in a local server until it is ended or killed. Each line on its standard
 * input is a statement; each line it prints is JSON: `{uri}` when the server is ready, `{rows}`, or `{problem}`.
 */
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const { uri, username, password } = await joinLocalServer(JSON.parse(process.argv[2] ?? "{}") as KeeperSettings);
  print({ uri });
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password), { disableLosslessIntegers: true });
  process.stdin.setEncoding("utf8").on("data", async (statement: string) => {
    try {
      const { records } = await driver.executeQuery(statement);
      print({ rows: records.map((record) => record.toObject()) });
    } catch (error) {
      print({ problem: String(error) });
    }
  });
} catch (error) {
  print({ problem: error instanceof DomainError ? error.text.en : String(error) });
  process.exitCode = 1;
}
