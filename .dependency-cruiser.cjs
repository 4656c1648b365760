/** The arrows of the layers: who may know whom, with the reason beside each. `npm run check` enforces them. */
const only = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** A folder of `src/` knows none of the others but these; files right in `src/` without wiring are free to all. */
const folder = (name, allowed, comment) =>
  only(
    `${name}-knows`,
    comment,
    { path: `^src/${name}/` },
    { path: "^src/(?:[^/]+/|(?:app|main|start-service)\\.ts$)", pathNot: `^src/(?:${[name, ...allowed].join("|")})/` },
  );

module.exports = {
  forbidden: [
    only(
      "no-cycles",
      "Two files that need each other are one thing in two places; types alone may point back.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    only("resolves", "An import that leads nowhere breaks at run time.", {}, { couldNotResolve: true }),
    only("source-knows-no-test", "What runs in schools must not need what tests it.", { path: "^src/" }, { path: "^test/" }),

    only(
      "rules-of-input",
      "Rows of a batch are judged by the rules of validation.ts alone; what else class-validator knows would be passed over.",
      { path: "^src/", pathNot: "^src/validation\\.ts$" },
      { path: "node_modules/class-validator/" },
    ),

    folder("graphql", [], "Shared shapes of the API (connections, refusals) serve every feature, so they know none."),
    folder("neo4j", [], "The database layer runs named statements; what they mean is the features' business."),
    folder("people", ["neo4j", "graphql"], "Permission is asked by every feature; knowing one would close a cycle."),
    folder("knowledge", ["people", "neo4j", "graphql"], "Points and prerequisites are the ground all else stands on."),
    folder("resources", ["knowledge", "people", "neo4j", "graphql"], "A resource exists without tags, attempts or advice."),
    folder(
      "annotations",
      ["resources", "knowledge", "people", "neo4j", "graphql"],
      "What teachers say of resources must not depend on what students do: the two are judged against each other.",
    ),
    folder(
      "mastery",
      ["resources", "knowledge", "people", "neo4j", "graphql"],
      "Mastery follows from attempts and the graph alone, so that it can be recomputed and verified.",
    ),
    folder(
      "recommender",
      ["mastery", "annotations", "resources", "knowledge", "people", "neo4j", "graphql"],
      "Advice reads mastery and coverage; nothing it reads may depend on advice.",
    ),
    folder(
      "coverage",
      ["recommender", "mastery", "annotations", "resources", "knowledge", "people", "neo4j", "graphql"],
      "Reports stand at the end: they read everything and nothing reads them.",
    ),
    folder(
      "interop",
      ["recommender", "mastery", "annotations", "resources", "knowledge", "people", "neo4j", "graphql"],
      "Formats map to the features; a feature that knew a format would be bound to it.",
    ),
    folder(
      "http",
      ["people", "neo4j", "graphql"],
      "The server gets a schema and features ready made; it knows who asks (people) and errors of the store.",
    ),
    folder("demo", ["knowledge"], "The simulator of demo data follows the graph and uses no shortcut into the service."),

    only(
      "driver-in-neo4j-only",
      "One caller of the driver: statements have names, parameters and one meaning of errors.",
      { path: "^src/", pathNot: "^src/neo4j/" },
      { path: "node_modules/neo4j-driver" },
    ),
    only(
      "web-in-http-only",
      "Requests and responses end at the edge, so that the command line can call the same features.",
      { path: "^src/", pathNot: "^src/(http/|commands/|app\\.ts|start-service\\.ts|.*-routes\\.ts$)" },
      { path: "node_modules/(express|@apollo|@as-integrations|prom-client|jose|pino)/" },
    ),
    only(
      "graphql-at-the-edge-only",
      "Domain and stores speak plain objects; decorators and schema are the edge's.",
      {
        path: "^src/",
        pathNot: "^src/(graphql/|http/|app\\.ts|commands/|people/guard-operations\\.ts|.*(\\.(type|input|resolver|enums)|-argument)\\.ts$)",
      },
      { path: "node_modules/(graphql|type-graphql|graphql-scalars)/" },
    ),
    only(
      "domain-knows-no-edge",
      "A rule that needs an input type or a resolver can't be tested, or called, without GraphQL.",
      {
        path: "^src/[^/]+/",
        pathNot: "^src/(graphql|http|commands)/|\\.(type|input|resolver|enums|commands)\\.ts$",
      },
      { path: "^src/.*\\.(type|resolver)\\.ts$", dependencyTypesNot: ["type-only"] },
    ),
    only(
      "resolvers-ask-features",
      "A resolver that reads a store passes by the rules of its feature, and by who may see what.",
      { path: "^src/.*\\.resolver\\.ts$|^src/http/" },
      { path: "^src/.*\\.store\\.ts$", dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs", ".json"], exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
