import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApolloServer } from "@apollo/server";
import express, { type Express, type RequestHandler, type Router } from "express";
import type { GraphQLSchema } from "graphql";
import type { Config } from "../config.js";
import { DomainError } from "../errors.js";
import type { RequestContext } from "../people/request-context.js";
import { createApollo } from "./apollo.js";
import type { Authenticator } from "./authenticator.js";
import { everyRequest } from "./every-request.js";
import { graphiqlRoutes } from "./graphiql-page.js";
import { graphqlRoutes, identify } from "./graphql-routes.js";
import { answerErrors, notServed } from "./http-errors.js";
import { keyRoutes } from "./key-routes.js";
import type { Logger } from "./log.js";
import { Metrics } from "./metrics.js";
import { operationRoutes } from "./operation-routes.js";
import { type OpenSegment, segmentRoutes } from "./segment-routes.js";

/** What the server needs of the rest of the service. */
export interface HttpServerOptions {
  /** Guarded by the access table already. */
  readonly schema: GraphQLSchema;
  readonly config: Pick<Config, "host" | "port" | "portIsDefault" | "limits">;
  readonly authenticator: Authenticator;
  readonly log: Logger;
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>;
  readonly openSegment: OpenSegment;
  /** By which others verify what the service signed. */
  readonly publicKeys: readonly object[];
  /** Open formats. */
  readonly exchange?: (edge: ServerEdge) => Router;
}

/** What a router that others bring needs of the server. */
export interface ServerEdge {
  readonly identify: RequestHandler;
  readonly bodyBytes: number;
  readonly countStatements: (outcome: string, count: number) => void;
}

export interface RunningServer {
  /** The origin, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no more requests, finishes those that run (10 s at most), and closes. */
  stop(): Promise<void>;
}

const MOST_MS_TO_FINISH = 10_000;
/** How many ports are tried after the default one. */
const MORE_PORTS = 100;

/**
 * The service over HTTP: `/graphql`, `/healthz`, `/readyz`, `/metrics`, `/r/{code}`.
 * @throws DomainError UNAVAILABLE when the port is taken and nobody left the choice to us
 */
export async function createHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const metrics = new Metrics(options.isReady);
  const { schema, config, log } = options;
  const apollo = createApollo({ schema, limits: config.limits, log, metrics });
  await apollo.start();
  const server = createServer({ maxHeaderSize: 64 * 1024 }, createApp(options, apollo, metrics));
  // Longer than clients and proxies keep an idle connection, so that none sends on one that is just being closed.
  server.keepAliveTimeout = 75_000;
  const { host } = options.config;
  await listen(server, options.config);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}`,
    async stop() {
      await close(server);
      await apollo.stop();
    },
  };
}

function createApp(options: HttpServerOptions, apollo: ApolloServer<RequestContext>, metrics: Metrics): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use(everyRequest);
  app.use(operationRoutes(options, metrics));
  const identified = identify(options);
  app.use(segmentRoutes(identified, options.openSegment));
  app.use(keyRoutes(options.publicKeys));
  app.use(graphiqlRoutes());
  app.use(graphqlRoutes(options, identified, apollo));
  if (options.exchange) {
    const { bodyBytes } = options.config.limits;
    app.use(
      options.exchange({ identify: identified, bodyBytes, countStatements: metrics.countStatements.bind(metrics) }),
    );
  }
  app.use(notServed);
  app.use(answerErrors(options.log, metrics));
  return app;
}

async function listen(server: Server, { host, port, portIsDefault }: HttpServerOptions["config"]): Promise<void> {
  for (let candidate = port; ; candidate++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(candidate, host, () => {
          server.off("error", reject);
          resolve();
        });
      });
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRINUSE" && portIsDefault && candidate < port + MORE_PORTS) continue;
      throw new DomainError(
        "UNAVAILABLE",
        {
          zh: `无法监听 ${host}:${candidate}（${code}）；请用 PORT 指定另一个端口。`,
          en: `Cannot listen on ${host}:${candidate} (${code}); name another port with PORT.`,
        },
        { field: "PORT" },
      );
    }
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), MOST_MS_TO_FINISH);
  // Connections kept alive by clients become idle as their requests end.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(timer);
  clearInterval(sweep);
}
