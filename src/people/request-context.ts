import type { Language } from "../errors.js";
import type { Principal } from "./principal.js";

/** What a resolver knows of the request it answers; the GraphQL context value. */
export class RequestContext {
  private readonly made = new Map<unknown, unknown>();

  constructor(
    /** Who asks; behind the guard of the operations never nobody. */
    readonly principal: Principal,
    /** The language of texts for people. */
    readonly language: Language,
    /** Given to the caller with an unexpected error, and written to the log. */
    readonly requestId: string,
    /** As the caller reached the service: scheme and host, such as `https://zhimai.example`. */
    readonly origin: string = "http://localhost",
  ) {}

  /** Makes a thing at its first use in this request (a loader, a look-up) and returns the same one after. */
  once<T>(key: object | symbol, create: () => T): T {
    if (!this.made.has(key)) this.made.set(key, create());
    return this.made.get(key) as T;
  }
}
