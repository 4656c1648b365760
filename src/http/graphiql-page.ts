import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Response, Router } from "express";
import type { Language } from "../errors.js";
import { EXAMPLES } from "./graphiql-examples.js";
import { preferredLanguage } from "./language.js";

/** Everything the page loads comes from here: it works without the internet. */
const FILES = {
  "react.js": ["react", "umd/react.production.min.js"],
  "react-dom.js": ["react-dom", "umd/react-dom.production.min.js"],
  "graphiql.js": ["graphiql", "graphiql.min.js"],
  "graphiql.css": ["graphiql", "graphiql.min.css"],
} as const;

const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * GraphiQL with one example for each kind of user, and a field for the bearer token, which stays in the tab of the
 * browser. Serves `/graphql` (GET without a query) and `/graphiql/*`.
 */
export function graphiqlRoutes(): Router {
  const router = Router();
  const require = createRequire(import.meta.url);
  router.get("/graphql", (request, response, next) => {
    if (request.query.query !== undefined) next();
    else sendPage(response, preferredLanguage(request.headers["accept-language"]));
  });
  router.get("/graphiql/start.js", (_request, response) => {
    response.type("js").set("Cache-Control", "no-cache").send(START);
  });
  for (const [name, [library, file]] of Object.entries(FILES)) {
    router.get(`/graphiql/${name}`, (_request, response) => {
      response.sendFile(join(dirname(require.resolve(`${library}/package.json`)), file), {
        maxAge: "1d",
        dotfiles: "allow",
      });
    });
  }
  return router;
}

function sendPage(response: Response, language: Language): void {
  const hint =
    language === "zh"
      ? "令牌（启动时打印在终端；或 npm run --silent zhimai -- token …）"
      : "Token (printed at start; or npm run --silent zhimai -- token …)";
  response
    .type("html")
    .set({ "Content-Security-Policy": POLICY, "Cache-Control": "no-cache" })
    .send(`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Zhimai 知脉 · GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
<style>
body { margin: 0; display: flex; flex-direction: column; height: 100vh; font-family: system-ui, sans-serif; }
#bar { display: flex; gap: 12px; align-items: center; padding: 8px 16px; border-bottom: 1px solid #d5dbe3; }
#bar strong { white-space: nowrap; }
#bar label { flex: 1; display: flex; gap: 8px; align-items: center; font-size: 14px; color: #3b4b68; }
#bar input { flex: 1; min-width: 120px; padding: 6px 8px; border: 1px solid #b9c2cf; border-radius: 4px; font: 13px monospace; }
#graphiql { flex: 1; min-height: 0; }
</style>
</head>
<body>
<div id="bar"><strong>Zhimai 知脉</strong>
<label>${hint}<input id="token" autocomplete="off" spellcheck="false" placeholder="eyJ…"></label></div>
<div id="graphiql"></div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/start.js"></script>
</body>
</html>
`);
}

/** Runs in the browser. */
const START = `"use strict";
const examples = ${JSON.stringify(EXAMPLES)};
const field = document.getElementById("token");
field.value = sessionStorage.getItem("zhimai-token") || "";
field.addEventListener("input", () => sessionStorage.setItem("zhimai-token", field.value.trim()));
const names = (headers) => Object.keys(headers).map((name) => name.toLowerCase());
async function fetcher(parameters, options) {
  const headers = Object.assign({ "content-type": "application/json" }, options && options.headers);
  const token = field.value.trim().replace(/^Bearer +/i, "");
  if (token && !names(headers).includes("authorization")) headers.authorization = "Bearer " + token;
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(parameters) });
  return response.json();
}
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultTabs: examples,
    defaultEditorToolsVisibility: "variables",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
  })
);
`;
