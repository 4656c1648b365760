#!/usr/bin/env node
import { bundle, install } from "./prepare.mjs";

/** The `zhimai` program in a checkout: installs and bundles if needed, then is the program itself, in this process. */
install();
await bundle();

// npm starts us through a shell and waits. Should it be killed, nobody is left whom Ctrl-C would reach: end too.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, 1_000).unref();
}

process.setSourceMapsEnabled(true);
await import("../dist/main.js");
