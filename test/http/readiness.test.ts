import { connect as connectTo, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createFeatures, createSchema } from "../../src/app.js";
import { Database } from "../../src/neo4j/database.js";
import { catalogue, testDatabase, testServer } from "../support/database.js";
import { bearer, startTestServer, type TestServer } from "./http-test-server.js";

/** A line to the database that can be cut. */
class Line {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  port = 0;

  constructor(private readonly to: URL) {}

  async open(): Promise<void> {
    const server = createServer((inbound) => {
      const outbound = connectTo(Number(this.to.port), this.to.hostname);
      for (const socket of [inbound, outbound]) {
        this.sockets.add(socket);
        socket.on("error", () => undefined).on("close", () => this.sockets.delete(socket));
      }
      inbound.pipe(outbound).pipe(inbound);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as { port: number }).port;
  }

  async cut(): Promise<void> {
    const { server } = this;
    await new Promise<void>((resolve) => {
      server?.close(() => resolve());
      for (const socket of this.sockets) socket.destroy();
    });
  }
}

let line: Line;
let direct: Database;
let database: Database;
let server: TestServer;

beforeAll(async () => {
  direct = await testDatabase();
  const settings = await testServer();
  line = new Line(new URL(settings.uri));
  await line.open();
  database = await Database.open({ ...settings, uri: `bolt://127.0.0.1:${line.port}` }, catalogue);
  const features = createFeatures(database, Buffer.alloc(32, 7));
  await features.knowledge.refresh();
  server = await startTestServer({}, { schema: createSchema(features), isReady: () => database.isReady() });
}, 120_000);

afterAll(async () => {
  await server?.stop();
  await line?.cut();
  await database?.close();
  await direct?.close();
});

describe("while the database is away", () => {
  it("/readyz is 503 and operations are UNAVAILABLE; both come back by themselves", async () => {
    const admin = bearer(await server.mint({ sub: "admin", roles: ["ADMIN"] }));
    const ready = async () => (await fetch(`${server.url}/readyz`)).status;
    const grant = { query: 'mutation { grantApp(input: { appId: "app", schoolIds: [] }) { appId } }' };
    expect(await ready()).toBe(200);
    expect((await server.post(grant, admin)).body.errors).toBeUndefined();

    await line.cut();
    expect(await ready()).toBe(503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const { body } = await server.post(grant, admin);
    expect(body.errors![0]!.extensions.code).toBe("UNAVAILABLE");
    expect((await server.post({ query: "{ subjects { id } }" }, admin)).body).toEqual({ data: { subjects: [] } });

    await line.open();
    const giveUpAt = Date.now() + 60_000;
    while ((await ready()) !== 200 && Date.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await ready()).toBe(200);
    expect((await server.post(grant, admin)).body).toEqual({ data: { grantApp: { appId: "app" } } });
  }, 150_000);
});
