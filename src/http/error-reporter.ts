import { randomUUID } from "node:crypto";
import type { GraphQLError, GraphQLFormattedError } from "graphql";
import type { RequestContext } from "../people/request-context.js";
import { describeError, type ErrorDescription } from "./describe-error.js";
import type { Logger } from "./log.js";
import { logUnexpected } from "./log-unexpected.js";

/** One operation may fail in every member of a long list for one reason; so many are logged. */
const MOST_LOGGED = 3;

/** Gives errors of operations their final form, and logs those that nobody expected. */
export class ErrorReporter {
  private readonly formatted = new WeakMap<object, GraphQLFormattedError>();

  constructor(private readonly log: Logger) {}

  /** Describes the errors of one operation in its caller's language; returns their codes. */
  report(errors: readonly GraphQLError[], { language, requestId }: RequestContext): string[] {
    let logged = 0;
    return errors.map((error) => {
      const description = describeError(error, language, requestId);
      if (description.unexpected && logged++ < MOST_LOGGED) logUnexpected(this.log, requestId, error);
      this.formatted.set(error, inPlace(error, description));
      return description.extensions.code;
    });
  }

  /** The form of an error for Apollo, which asks last; an error that belongs to no operation is described here. */
  format(error: unknown): GraphQLFormattedError {
    const known = this.formatted.get(error as object);
    if (known !== undefined) return known;
    const id = randomUUID();
    const description = describeError(error, "en", id);
    if (description.unexpected) logUnexpected(this.log, id, error);
    return inPlace({ locations: undefined, path: undefined }, description);
  }
}

function inPlace(
  { locations, path }: Pick<GraphQLError, "locations" | "path">,
  { message, extensions }: ErrorDescription,
): GraphQLFormattedError {
  return { message, ...(locations && { locations }), ...(path && { path }), extensions };
}
