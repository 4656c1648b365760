import { fileURLToPath } from "node:url";

/**
 * The folder of the checkout: this file lies in `src/`, its bundle in `dist/`, both right beneath it.
 * `cypher/`, `schema/` and `seeds/` are read from here, whatever the working directory is.
 */
export const projectRoot: string = fileURLToPath(new URL("..", import.meta.url));
