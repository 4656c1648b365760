/** Code lists of the resources feature, as in the GraphQL contract. */
export const RESOURCE_KINDS = [
  "VIDEO",
  "DOCUMENT",
  "SLIDES",
  "INTERACTIVE",
  "QUESTION",
  "WORKSHEET",
  "TEST_PAPER",
  "LESSON_PLAN",
  "OTHER",
] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** The five levels 五级资源. */
export const ADMIN_LEVELS = ["NATION", "PROVINCE", "CITY", "DISTRICT", "SCHOOL"] as const;
export type AdminLevel = (typeof ADMIN_LEVELS)[number];

/** Basic, personalised and school-based supply 基础性、个性化、校本 resources. */
export const SUPPLIES = ["BASIC", "PERSONALISED", "SCHOOL_BASED"] as const;
export type Supply = (typeof SUPPLIES)[number];

export const ORIGINS = ["HUMAN", "AI_ASSISTED", "AI_GENERATED"] as const;
export type Origin = (typeof ORIGINS)[number];

export const RESOURCE_STATUSES = ["DRAFT", "SUBMITTED", "PUBLISHED", "WITHDRAWN"] as const;
export type ResourceStatus = (typeof RESOURCE_STATUSES)[number];

/** What a resource does for a point; ASSUMES is not covering. */
export const ANNOTATION_ROLES = ["TEACHES", "PRACTISES", "ASSESSES", "ASSUMES"] as const;
export type AnnotationRole = (typeof ANNOTATION_ROLES)[number];
export const COVERING_ROLES: readonly AnnotationRole[] = ["TEACHES", "PRACTISES", "ASSESSES"];
