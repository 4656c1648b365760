import { DomainError, type RowRefusal } from "../errors.js";
import type { AnnotateResourceFields } from "./annotate-resource.js";
import type { Annotation } from "./annotation.js";

export interface AnnotateResourcesFields extends Omit<AnnotateResourceFields, "resourceId" | "segmentId"> {
  readonly resourceIds: readonly string[];
}

export interface AnnotateResourcesOutcome {
  readonly annotated: number;
  readonly refused: readonly RowRefusal[];
}

/** Tags many resources alike, each as if alone; a refusal of one, with its place in the list, leaves the others be. */
export async function annotateResources(
  { resourceIds, ...said }: AnnotateResourcesFields,
  annotate: (input: AnnotateResourceFields) => Promise<Annotation[]>,
): Promise<AnnotateResourcesOutcome> {
  const refused: RowRefusal[] = [];
  for (const [index, resourceId] of resourceIds.entries()) {
    try {
      await annotate({ ...said, resourceId });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push({ index, error });
    }
  }
  return { annotated: resourceIds.length - refused.length, refused };
}
