import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";

/** A row for `registerClass`, as ClassInput. */
export interface ClassRow {
  readonly id: string;
  readonly name: string;
  readonly schoolYear: string;
  readonly grade: number;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly districtId: string;
  readonly districtName: string;
  readonly teacherIds: readonly string[];
  readonly studentIds: readonly string[];
}

export type DemoKind =
  | "VIDEO"
  | "DOCUMENT"
  | "SLIDES"
  | "INTERACTIVE"
  | "QUESTION"
  | "WORKSHEET"
  | "TEST_PAPER"
  | "LESSON_PLAN"
  | "OTHER";

/** A row for `registerResources`, as ResourceInput. */
export interface ResourceRow {
  readonly id: string;
  readonly title: string;
  readonly kind: DemoKind;
  readonly description: string;
  readonly text?: string;
  readonly url: string;
  readonly language: string;
  readonly minutes: number;
  readonly difficulty?: number;
  readonly adminLevel: "NATION" | "PROVINCE" | "CITY" | "DISTRICT" | "SCHOOL";
  readonly ownerId?: string;
  readonly supply: "BASIC" | "PERSONALISED" | "SCHOOL_BASED";
  readonly origin: "HUMAN" | "AI_ASSISTED" | "AI_GENERATED";
  readonly publisher: string;
  readonly licence: string;
  readonly externalIds?: readonly { readonly system: string; readonly id: string }[];
}

export interface TagRow {
  readonly knowledgePointId: string;
  readonly role: "TEACHES" | "PRACTISES" | "ASSESSES" | "ASSUMES";
  readonly weight: number;
  readonly confidence: number;
}

/** A row for `annotateResource`, as AnnotateResourceInput, and who says it. */
export interface AnnotationRow {
  readonly teacherId: string;
  readonly resourceId: string;
  readonly tags: readonly TagRow[];
  readonly noneFits: boolean;
}

/** A row for `recordAttempts`, as AttemptInput: exactly one of `correct` and `score`. */
export interface AttemptRow {
  readonly id: string;
  readonly studentId: string;
  readonly knowledgePointIds?: readonly string[];
  readonly resourceId?: string;
  readonly partId?: string;
  readonly correct?: boolean;
  readonly score?: number;
  readonly at: Date;
  readonly seconds: number;
  readonly hints?: number;
  readonly setting: "PRACTICE" | "HOMEWORK" | "EXAM" | "PLACEMENT";
}

/** A row for `grantApp`, as AppGrantInput. */
interface AppGrantRow {
  readonly appId: string;
  readonly schoolIds: readonly string[];
  readonly subjectIds?: readonly string[];
}

/** `seeds/demo/city.json`. `readiness` shifts the ability of a school's students, in standard deviations. */
export interface CityPlan {
  readonly districts: readonly { readonly id: string; readonly name: string }[];
  readonly schools: readonly {
    readonly id: string;
    readonly name: string;
    readonly districtId: string;
    readonly readiness: number;
  }[];
  readonly classes: readonly {
    readonly id: string;
    readonly name: string;
    readonly grade: number;
    readonly schoolId: string;
    readonly teacherIds: readonly string[];
  }[];
  /** `care`: the chance that a tag is the point and role that the resource was made for. No school: the whole city. */
  readonly annotators: readonly {
    readonly id: string;
    readonly subjectId: string;
    readonly schoolId?: string;
    readonly care: number;
  }[];
  readonly grants: readonly AppGrantRow[];
  /** Frameworks in whose order the classes are taught. */
  readonly textbooks: readonly string[];
  /** Leaves that no resource covers, so that the coverage report has gaps to show. */
  readonly withoutResources: readonly string[];
}

export type PointCategory = "concept" | "skill" | "experiment";

/** `seeds/demo/templates.json`: words in braces are filled in for a point or a topic. */
interface ResourceTemplates {
  readonly subjects: Readonly<Record<string, string>>;
  readonly publishers: Readonly<Record<"NATION" | "PROVINCE" | "CITY", readonly string[]>>;
  readonly point: readonly PointTemplate[];
  readonly topic: readonly TemplateText[];
  readonly unrelated: readonly { readonly title: string; readonly description: string }[];
}

/** `needsQuestion`: only for points that have questions. */
interface PointTemplate extends TemplateText {
  readonly for: PointCategory | "any";
  readonly needsQuestion?: boolean;
}

export interface TemplateText {
  readonly kind: DemoKind;
  /** Shortest and longest. */
  readonly minutes: readonly [number, number];
  readonly title: string;
  readonly description: string;
  readonly text: string;
}

/** A row of `seeds/demo/questions.csv`. `{a|b}` in the text gives variants: the nth takes the nth of each list. */
export interface QuestionTemplate {
  readonly knowledgePointId: string;
  /** 选择题, 填空题, 计算题, … */
  readonly form: string;
  readonly difficulty: number;
  readonly text: string;
}

export interface DemoInput {
  readonly graph: KnowledgeGraph;
  readonly city: CityPlan;
  readonly templates: ResourceTemplates;
  readonly questions: readonly QuestionTemplate[];
  readonly seed: number;
  /** Epoch milliseconds; attempts lie in the 60 days before it. */
  readonly now: number;
}

export interface DemoCity {
  readonly classes: readonly ClassRow[];
  readonly grants: readonly AppGrantRow[];
  readonly resources: readonly ResourceRow[];
  readonly annotations: readonly AnnotationRow[];
  readonly attempts: readonly AttemptRow[];
}

/** A resource with what it was made for, which annotators may or may not find. */
export interface MadeResource {
  readonly row: ResourceRow;
  readonly subjectId?: string;
  readonly role: TagRow["role"];
  /** Leaves; none for what has nothing to do with a subject. */
  readonly pointIds: readonly string[];
  /** Of a question. */
  readonly form?: string;
}
