/** Code lists of the knowledge feature, as in the GraphQL contract. */
export const STAGES = ["PRIMARY", "JUNIOR_HIGH", "SENIOR_HIGH", "OTHER"] as const;
export type Stage = (typeof STAGES)[number];

export const FRAMEWORK_KINDS = ["STANDARD", "TEXTBOOK", "OTHER"] as const;
export type FrameworkKind = (typeof FRAMEWORK_KINDS)[number];

export const KNOWLEDGE_POINT_STATUSES = ["ACTIVE", "RETIRED"] as const;
export type KnowledgePointStatus = (typeof KNOWLEDGE_POINT_STATUSES)[number];

/** Anderson and Krathwohl (2001), the revised taxonomy of Bloom. */
export const COGNITIVE_LEVELS = ["REMEMBER", "UNDERSTAND", "APPLY", "ANALYSE", "EVALUATE", "CREATE"] as const;
export type CognitiveLevel = (typeof COGNITIVE_LEVELS)[number];
