import { ROLES, type Role } from "./principal.js";

const EVERYONE: readonly Role[] = ROLES;
const STAFF_AND_APPS: readonly Role[] = ["TEACHER", "APP", "RESEARCHER", "REVIEWER", "EDITOR", "ADMIN"];
const ANNOTATORS: readonly Role[] = ["TEACHER", "REVIEWER", "EDITOR", "ADMIN"];
const JUDGES: readonly Role[] = ["RESEARCHER", "REVIEWER", "EDITOR", "ADMIN"];
const REVIEWERS: readonly Role[] = ["REVIEWER", "EDITOR", "ADMIN"];
const OF_STUDENTS: readonly Role[] = ["STUDENT", "TEACHER", "APP", "ADMIN"];
const OF_CLASSES: readonly Role[] = ["TEACHER", "APP", "ADMIN"];
const PROVIDERS: readonly Role[] = ["TEACHER", "APP", "EDITOR", "ADMIN"];
const KEEPERS: readonly Role[] = ["TEACHER", "APP", "REVIEWER", "EDITOR", "ADMIN"];
const EDITORS: readonly Role[] = ["EDITOR", "ADMIN"];
const CURATORS: readonly Role[] = ["TEACHER", "RESEARCHER", "REVIEWER", "EDITOR", "ADMIN"];
const OPERATORS: readonly Role[] = ["ADMIN"];

/**
 * Which roles may call an operation at all. Whose student, which class, which subject or place is asked
 * of `People` by the operation itself. An operation that is not listed here keeps the service from starting.
 */
export const ACCESS = {
  "Query.subjects": EVERYONE,
  "Query.frameworks": EVERYONE,
  "Query.framework": EVERYONE,
  "Query.knowledgePoint": EVERYONE,
  "Query.knowledgePoints": EVERYONE,
  "Query.searchKnowledgePoints": EVERYONE,
  "Query.knowledgeGraph": EVERYONE,
  "Query.publishedVersions": EVERYONE,
  "Query.graphDiff": EVERYONE,
  "Query.history": CURATORS,
  "Query.crosswalkReport": EVERYONE,
  "Query.suggestAlignments": CURATORS,
  "Query.graphAudit": CURATORS,
  "Query.prerequisiteAudit": JUDGES,
  "Query.impactOf": JUDGES,
  "Query.graphDrafts": CURATORS,
  "Query.graphDraft": CURATORS,
  "Query.pointProposals": ANNOTATORS,
  "Query.resource": EVERYONE,
  "Query.resources": EVERYONE,
  "Query.matchResources": EVERYONE,
  "Query.resourceBundle": EVERYONE,
  "Query.suggestKnowledgePoints": STAFF_AND_APPS,
  "Query.annotationQueue": ANNOTATORS,
  "Query.flaggedResources": REVIEWERS,
  "Query.campaigns": ANNOTATORS,
  "Query.contributionRecord": ANNOTATORS,
  "Query.annotationAgreement": JUDGES,
  "Query.adjudication": REVIEWERS,
  "Query.adjudicationQueue": REVIEWERS,
  "Query.annotatorReliability": ["REVIEWER", "ADMIN"],
  "Query.resourceHistory": KEEPERS,
  "Query.deadLinks": KEEPERS,
  "Query.masteryProfile": OF_STUDENTS,
  "Query.placement": OF_STUDENTS,
  "Query.nextSteps": OF_STUDENTS,
  "Query.nextStep": OF_STUDENTS,
  "Query.learningPath": OF_STUDENTS,
  "Query.stepReport": ["RESEARCHER", "EDITOR", "ADMIN"],
  "Query.classReport": OF_CLASSES,
  "Query.composeHomework": OF_CLASSES,
  "Query.composePaper": STAFF_AND_APPS,
  "Query.classNextSteps": OF_CLASSES,
  "Query.classReadiness": OF_CLASSES,
  "Query.itemAnalysis": OF_CLASSES,
  "Query.compareClasses": OF_CLASSES,
  "Query.coverageMatrix": STAFF_AND_APPS,
  "Query.coverageGaps": STAFF_AND_APPS,
  "Mutation.createSubject": EDITORS,
  "Mutation.createKnowledgePoint": EDITORS,
  "Mutation.updateKnowledgePoint": EDITORS,
  "Mutation.retireKnowledgePoint": EDITORS,
  "Mutation.definePrerequisite": EDITORS,
  "Mutation.removePrerequisite": EDITORS,
  "Mutation.mergeKnowledgePoints": EDITORS,
  "Mutation.splitKnowledgePoint": EDITORS,
  "Mutation.alignItem": EDITORS,
  "Mutation.publishGraph": EDITORS,
  "Mutation.createGraphDraft": EDITORS,
  "Mutation.commentOnDraft": CURATORS,
  "Mutation.applyGraphDraft": EDITORS,
  "Mutation.withdrawGraphDraft": EDITORS,
  "Mutation.proposeKnowledgePoint": ANNOTATORS,
  "Mutation.acceptProposal": EDITORS,
  "Mutation.mergeProposal": EDITORS,
  "Mutation.declineProposal": EDITORS,
  "Mutation.importFramework": EDITORS,
  "Mutation.registerResources": PROVIDERS,
  "Mutation.submitResource": PROVIDERS,
  "Mutation.reviewResource": REVIEWERS,
  "Mutation.withdrawResource": KEEPERS,
  "Mutation.selectResource": ["REVIEWER", "ADMIN"],
  "Mutation.registerSegment": PROVIDERS,
  "Mutation.annotateResource": ANNOTATORS,
  "Mutation.annotateResources": ANNOTATORS,
  "Mutation.skipAnnotationTask": ANNOTATORS,
  "Mutation.flagResource": ANNOTATORS,
  "Mutation.dismissFlags": REVIEWERS,
  "Mutation.createCampaign": REVIEWERS,
  "Mutation.withdrawAnnotation": ANNOTATORS,
  "Mutation.adjudicate": REVIEWERS,
  "Mutation.propagateTags": REVIEWERS,
  "Mutation.undoPropagation": REVIEWERS,
  "Mutation.registerClass": OPERATORS,
  "Mutation.grantApp": OPERATORS,
  "Mutation.recordUsage": ["STUDENT", ...OF_CLASSES],
  "Mutation.reportStep": OF_STUDENTS,
  "Mutation.recordAttempts": OF_CLASSES,
  "Mutation.startPlacement": OF_CLASSES,
  "Mutation.answerPlacement": OF_CLASSES,
  "Mutation.stopPlacement": OF_CLASSES,
  "Mutation.correctAttempt": OF_CLASSES,
  "Mutation.voidAttempt": OF_CLASSES,
} as const satisfies Record<string, readonly Role[]>;

export type Operation = keyof typeof ACCESS;
