import { badInput, type RowRefusal, type Text } from "../errors.js";
import { CaseHierarchy, type PlannedEdge, type PlannedItem } from "./case-hierarchy.js";
import { textOf } from "./case-item.js";
import { type AssociationEnd, type CaseReading, endOf, sequenceOf } from "./case-package.js";
import { isArray } from "./json-text.js";

/** What a CASE package says, in the terms of the graph model. `index` is the position in the file's array. */
export interface CasePlan {
  readonly framework: { readonly id: string; readonly title: string; readonly version?: string };
  /** What the document calls its subject. */
  readonly subjectName: string | undefined;
  /** In the order of the file. */
  readonly items: readonly PlannedItem[];
  /** `isChildOf`: the origin is a part of the destination, an item or the document. */
  readonly parts: readonly PlannedEdge[];
  /** `precedes`: the origin is learnt before the destination. */
  readonly precedes: readonly PlannedEdge[];
  /** `exactMatchOf` */
  readonly matches: readonly PlannedEdge[];
  /** `replacedBy`: the destination takes the place of the origin. */
  readonly replacements: readonly PlannedEdge[];
  /** All other types, by name. */
  readonly relations: readonly PlannedEdge[];
  /**
   * Nodes outside the package that one item of it is an exact match of → that item. An edge that names such a node
   * is an edge of that item, unless the node itself is known.
   */
  readonly sameAs: ReadonlyMap<string, string>;
  readonly refused: readonly RowRefusal[];
}

/** What the points and prerequisites of a package are marked with. */
export function originOf({ framework }: Pick<CasePlan, "framework">): string {
  return `case:${framework.id}`;
}

/**
 * What a package says. An item without `isChildOf` stands at the top. Refused is what breaks the hierarchy: dangling
 * ends, self-loops, cycles with their path; the other edges are judged by the graph that takes them.
 */
export function planCase(reading: CaseReading): CasePlan {
  const { CFDocument: document, CFItems: items = [], CFAssociations: associations = [] } = reading.package;
  const hierarchy = new CaseHierarchy(String(document.identifier), items);
  const edges: PlannedEdge[] = [];
  const refused: RowRefusal[] = [];
  associations.forEach((association, place) => {
    const index = reading.associationPlaces[place]!;
    const edge: PlannedEdge = {
      index,
      place,
      type: String(association.associationType),
      originId: endOf(association, "originNodeURI")!,
      destinationId: endOf(association, "destinationNodeURI")!,
    };
    const refuse = (end: AssociationEnd, message: Text) => {
      refused.push({ index, error: badInput(`/CFAssociations/${index}/${end}`, message) });
    };
    if (edge.originId === edge.destinationId) refuse("destinationNodeURI", selfLoop(edge));
    else if (edge.type !== "isChildOf") edges.push(edge);
    else hierarchy.add(edge, sequenceOf(association), refuse);
  });
  hierarchy.breakCycles((edge, path) => {
    const text = path.join(" → ");
    const message = { zh: `isChildOf 形成环：${text}。`, en: `isChildOf closes a cycle: ${text}.` };
    refused.push({ index: edge.index, error: badInput(`/CFAssociations/${edge.index}`, message) });
  });
  const version = textOf(document.version);
  const ofType = (type: string) => edges.filter((edge) => edge.type === type);
  const named = new Set(["precedes", "exactMatchOf", "replacedBy"]);
  return {
    framework: {
      id: String(document.identifier),
      title: textOf(document.title)!,
      ...(version !== undefined && { version }),
    },
    subjectName: textOf(isArray(document.subject) ? document.subject[0] : document.subject),
    items: hierarchy.items(reading.itemPlaces),
    parts: hierarchy.edges(),
    precedes: ofType("precedes"),
    matches: ofType("exactMatchOf"),
    replacements: ofType("replacedBy"),
    relations: edges.filter((edge) => !named.has(edge.type)),
    sameAs: outsideMatches(ofType("exactMatchOf"), (id) => hierarchy.has(id)),
    refused,
  };
}

function outsideMatches(matches: readonly PlannedEdge[], isItem: (id: string) => boolean): Map<string, string> {
  const items = new Map<string, Set<string>>();
  for (const { originId, destinationId } of matches) {
    if (isItem(originId) === isItem(destinationId)) continue;
    const [item, outside] = isItem(originId) ? [originId, destinationId] : [destinationId, originId];
    items.set(outside, (items.get(outside) ?? new Set()).add(item));
  }
  return new Map([...items].filter(([, same]) => same.size === 1).map(([outside, same]) => [outside, [...same][0]!]));
}

function selfLoop({ type, originId }: PlannedEdge): Text {
  return { zh: `${type} 把 ${originId} 连到自身。`, en: `${type} joins ${originId} to itself.` };
}
