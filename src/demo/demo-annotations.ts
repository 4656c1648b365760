import { type SeededRandom, seededRandom } from "../seeded-random.js";
import type { AnnotationRow, CityPlan, DemoInput, MadeResource, ResourceRow, TagRow } from "./demo-rows.js";

const SECOND_ANNOTATOR = 0.3;
const THIRD_ANNOTATOR = 0.08;
/** Left for the annotation queue. */
const UNTAGGED = { human: 0.04, ai: 0.5 };
const ASSUMES_SHARE = 0.2;

/**
 * What several teachers say of the resources that they can see. Most resources have one annotator, some two or three;
 * where an annotator is not careful the tag names another role, a neighbouring point, or half the weight.
 */
export function makeAnnotations(input: DemoInput, resources: readonly MadeResource[]): AnnotationRow[] {
  const random = seededRandom(input.seed ^ 0x5eed2);
  return resources.flatMap((resource): AnnotationRow[] => {
    if (random.chance(resource.row.origin === "HUMAN" ? UNTAGGED.human : UNTAGGED.ai)) return [];
    const seeing = input.city.annotators.filter(
      (one) =>
        (resource.subjectId ?? one.subjectId) === one.subjectId && mayUse(input.city, one.schoolId, resource.row),
    );
    const count = 1 + (random.chance(SECOND_ANNOTATOR) ? 1 : 0) + (random.chance(THIRD_ANNOTATOR) ? 1 : 0);
    return random
      .shuffle(seeing)
      .slice(0, count)
      .map((annotator) => {
        const tags = tagsOf(input, resource, annotator.care, random);
        return { teacherId: annotator.id, resourceId: resource.row.id, tags, noneFits: tags.length === 0 };
      });
  });
}

function tagsOf(input: DemoInput, resource: MadeResource, care: number, random: SeededRandom): TagRow[] {
  const tags = new Map<string, TagRow>();
  const say = (knowledgePointId: string, role: TagRow["role"], weight: number, confidence: number) =>
    tags.set(`${knowledgePointId} ${role}`, { knowledgePointId, role, weight, confidence });
  const excluded = new Set(input.city.withoutResources);
  for (const id of resource.pointIds) {
    const before = input.graph.prerequisitesOf(id).map(({ prerequisiteId }) => prerequisiteId);
    const after = input.graph.dependentsOf(id).map(({ dependentId }) => dependentId);
    const neighbours = [...before, ...after].filter((other) => input.graph.isLeaf(other) && !excluded.has(other));
    const fault = random.chance(care) ? "none" : random.pick(["role", "point", "weight"] as const);
    if (fault === "role") say(id, resource.role === "PRACTISES" ? "ASSESSES" : "PRACTISES", 1, 0.7);
    else if (fault === "point" && neighbours.length > 0) say(random.pick(neighbours), resource.role, 0.8, 0.6);
    else say(id, resource.role, fault === "weight" ? 0.5 : 1, random.between(16, 20) / 20);
    if (resource.pointIds.length === 1 && before.length > 0 && random.chance(ASSUMES_SHARE)) {
      say(random.pick(before), "ASSUMES", 0.5, 0.8);
    }
  }
  return [...tags.values()];
}

/** Whether a school sees a resource: its own, its district's, and what is owned by neither. No school: all. */
export function mayUse(city: CityPlan, schoolId: string | undefined, { ownerId }: ResourceRow): boolean {
  if (schoolId === undefined || ownerId === undefined || ownerId === schoolId) return true;
  return city.schools.some((school) => school.id === schoolId && school.districtId === ownerId);
}
