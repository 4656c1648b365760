import { notFound } from "../errors.js";
import type { FrameworkItem } from "../knowledge/graph-state.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { type CaseEdge, CaseFramework } from "./case-framework.js";
import type { PlannedItem } from "./case-hierarchy.js";
import { type CasePackage, endOf, readCasePackage } from "./case-package.js";
import { type CasePlan, planCase } from "./case-plan.js";
import type { Json, JsonObject } from "./json-text.js";
import { stableUuid } from "./stable-uuid.js";

/** What is kept of the package that a framework came from. */
export interface CaseSource {
  readonly package: CasePackage;
  /** Positions of the associations that the graph took up when the package came in. */
  readonly placed: readonly number[];
}

export interface CaseWriting {
  readonly graph: KnowledgeGraph;
  readonly frameworkId: string;
  readonly source?: CaseSource | undefined;
  /** When the graph last changed, milliseconds since 1970: the date of what is new or changed. */
  readonly modifiedAt: number;
  /** The address of an object of our own making; `urn:uuid:` addresses by default. */
  readonly uri?: (kind: "CFDocuments" | "CFItems" | "CFAssociations", identifier: string) => string;
}

/**
 * The framework as a CASE 1.1 package. One that came in as a package goes out as it came, whatever the model has no
 * place for included, in its own version's members; what has been changed in the graph since is changed in it, and
 * only that.
 *
 * @throws DomainError NOT_FOUND when there is no such framework.
 */
export function writeCase(writing: CaseWriting): CasePackage {
  const { graph, frameworkId, source } = writing;
  if (!graph.frameworks.has(frameworkId)) {
    throw notFound({ zh: "课标或教材", en: "framework" }, frameworkId);
  }
  const plan = source && planCase(readCasePackage(source.package));
  const writer = new CaseWriter(writing, new CaseFramework(graph, frameworkId, plan?.sameAs), plan);
  return {
    ...source?.package,
    CFDocument: writer.document(),
    ...writer.list("CFItems", writer.items()),
    ...writer.list("CFAssociations", writer.associations()),
  };
}

class CaseWriter {
  readonly #original: ReadonlyMap<string, JsonObject>;
  readonly #planned: ReadonlyMap<string, PlannedItem>;
  readonly #date: string;

  constructor(
    private readonly writing: CaseWriting,
    private readonly framework: CaseFramework,
    private readonly plan: CasePlan | undefined,
  ) {
    this.#original = new Map(writing.source?.package.CFItems?.map((item) => [String(item.identifier), item]));
    this.#planned = new Map(plan?.items.map((item) => [item.id, item]));
    this.#date = new Date(writing.modifiedAt).toISOString();
  }

  /** A list that was not in the package and has nothing in it stays out. */
  list(name: "CFItems" | "CFAssociations", list: readonly JsonObject[]): Partial<CasePackage> {
    return list.length > 0 || this.writing.source?.package[name] !== undefined ? { [name]: list } : {};
  }

  document(): JsonObject {
    const { title, version, subjectId, kind } = this.framework.graph.frameworks.get(this.framework.id)!;
    const original = this.writing.source?.package.CFDocument;
    if (original === undefined || this.plan === undefined) {
      const identifier = stableUuid(this.framework.id);
      const subject = subjectId === undefined ? undefined : this.framework.graph.subjects.get(subjectId)?.name;
      return {
        identifier,
        uri: this.#uri("CFDocuments", identifier),
        creator: "Zhimai",
        title,
        lastChangeDateTime: this.#date,
        caseVersion: "1.1",
        frameworkType: kind,
        ...(version !== undefined && { version }),
        ...(subject !== undefined && { subject: [subject] }),
      };
    }
    const before = this.plan.framework;
    if (before.title === title && before.version === version) return original;
    const { version: versionBefore, ...rest } = original;
    return {
      ...rest,
      ...(before.title !== title && { title }),
      ...(before.version === version
        ? versionBefore !== undefined && { version: versionBefore }
        : version && { version }),
      lastChangeDateTime: this.#date,
    };
  }

  items(): JsonObject[] {
    const kept = [...this.#original.keys()].filter((id) => this.framework.items.has(id));
    const added = [...this.framework.items.keys()].filter((id) => !this.#original.has(id));
    return [...kept, ...added].map((id) => this.#item(this.framework.items.get(id)!));
  }

  associations(): JsonObject[] {
    const source = this.writing.source;
    const placed = new Set(source?.placed);
    const renumbered = this.#renumbered();
    const said = new Set<string>();
    const written: JsonObject[] = [];
    source?.package.CFAssociations?.forEach((association, place) => {
      const edge = {
        type: String(association.associationType),
        originId: endOf(association, "originNodeURI")!,
        destinationId: endOf(association, "destinationNodeURI")!,
      };
      if (this.#isGone(edge.originId) || this.#isGone(edge.destinationId)) return;
      if (placed.has(place) && !this.framework.holds(edge)) return;
      said.add(this.#key(edge));
      const sequenceNumber = edge.type === "isChildOf" ? renumbered.get(edge.originId) : undefined;
      if (sequenceNumber === undefined || !this.#isShownUnder(edge)) written.push(association);
      else written.push({ ...association, sequenceNumber, lastChangeDateTime: this.#date });
    });
    for (const edge of this.framework.edges()) {
      const key = this.#key(edge);
      const sequenceNumber = renumbered.get(edge.originId);
      if (said.has(key) || (sequenceNumber === undefined && this.#isImplied(edge))) continue;
      said.add(key);
      written.push(this.#association(edge, sequenceNumber));
    }
    return written;
  }

  /** A package need not say that an item without a parent stands at the top. */
  #isImplied({ type, originId, destinationId }: CaseEdge): boolean {
    const planned = this.#planned.get(originId);
    return type === "isChildOf" && destinationId === this.framework.id && planned?.parentIds.length === 0;
  }

  /** Whether the item was in the package and has been taken out of the framework since. */
  #isGone(id: string): boolean {
    return this.#original.has(id) && !this.framework.items.has(id);
  }

  /** What an edge says, so that it is said once only, by whatever names. */
  #key({ type, originId, destinationId }: CaseEdge): string {
    const name = (id: string) => this.framework.itemFor(id) ?? id;
    return `${type} ${name(originId)} ${name(destinationId)}`;
  }

  /** Items whose order among their siblings is no longer that of the package (all, without one) → their number. */
  #renumbered(): ReadonlyMap<string, number> {
    const numbers = new Map<string, number>();
    for (const parentId of [this.framework.id, ...this.framework.items.keys()]) {
      const siblings = this.framework.graph.itemsBelow(parentId).map((item) => item.id);
      const before = siblings.map((id) => this.#orderUnder(parentId, id));
      if (before.every((order, at) => order !== undefined && (at === 0 || order > before[at - 1]!))) continue;
      for (const [order, id] of siblings.entries()) numbers.set(id, order + 1);
    }
    return numbers;
  }

  /** Where the package had the item under this parent. */
  #orderUnder(parentId: string, id: string): number | undefined {
    const planned = this.#planned.get(id);
    if (planned === undefined || (planned.parentIds[0] ?? this.framework.id) !== parentId) return undefined;
    return planned.order;
  }

  #isShownUnder({ originId, destinationId }: CaseEdge): boolean {
    return (this.framework.items.get(originId)?.parentId ?? this.framework.id) === destinationId;
  }

  #item(item: FrameworkItem): JsonObject {
    const original = this.#original.get(item.id);
    const planned = this.#planned.get(item.id);
    if (original === undefined || planned === undefined) {
      const identifier = stableUuid(item.id);
      return {
        identifier,
        uri: this.#uri("CFItems", identifier),
        fullStatement: item.statement,
        ...(item.code !== undefined && { humanCodingScheme: item.code }),
        lastChangeDateTime: this.#date,
      };
    }
    const isSameCode = item.code === (planned.code ?? item.id) || item.code === planned.code;
    if (isSameCode && item.statement === planned.statement) return original;
    const { humanCodingScheme, ...rest } = original;
    return {
      ...rest,
      ...(isSameCode
        ? humanCodingScheme !== undefined && { humanCodingScheme }
        : item.code && { humanCodingScheme: item.code }),
      fullStatement: item.statement,
      lastChangeDateTime: this.#date,
    };
  }

  #association(edge: CaseEdge, sequenceNumber: number | undefined): JsonObject {
    const identifier = stableUuid(`${this.framework.id} ${edge.type} ${edge.originId} ${edge.destinationId}`);
    return {
      identifier,
      associationType: CASE_TYPE.test(edge.type) ? edge.type : "isRelatedTo",
      ...(edge.type === "isChildOf" && sequenceNumber !== undefined && { sequenceNumber }),
      uri: this.#uri("CFAssociations", identifier),
      originNodeURI: this.#link(edge.originId),
      destinationNodeURI: this.#link(edge.destinationId),
      lastChangeDateTime: this.#date,
    };
  }

  #link(id: string): Json {
    const item = this.framework.items.get(id);
    const original = id === this.framework.id ? this.writing.source?.package.CFDocument : this.#original.get(id);
    const identifier = original === undefined ? stableUuid(id) : id;
    const title =
      id === this.framework.id
        ? this.framework.graph.frameworks.get(id)?.title
        : (item?.code ?? item?.statement ?? this.framework.graph.points.get(id)?.name);
    const kind = id === this.framework.id ? "CFDocuments" : "CFItems";
    return { title: title ?? id, identifier, uri: original?.uri ?? this.#uri(kind, identifier) };
  }

  #uri(kind: "CFDocuments" | "CFItems" | "CFAssociations", identifier: string): string {
    return this.writing.uri?.(kind, identifier) ?? `urn:uuid:${identifier}`;
  }
}

/** Association types that CASE 1.1 allows. */
const CASE_TYPE =
  /^(isChildOf|isPeerOf|isPartOf|exactMatchOf|precedes|isRelatedTo|replacedBy|exemplar|hasSkillLevel|isTranslationOf|ext:[\w.|-]+)$/;
