/** What coverage can be counted by, as in the GraphQL contract. */
export const COVERAGE_DIMENSIONS = [
  "KNOWLEDGE_POINT",
  "SUBJECT",
  "GRADE",
  "RESOURCE_KIND",
  "ROLE",
  "DIFFICULTY_BAND",
  "ADMIN_LEVEL",
  "FRAMEWORK_ITEM",
  "SCHOOL",
  "DISTRICT",
] as const;
export type CoverageDimension = (typeof COVERAGE_DIMENSIONS)[number];
