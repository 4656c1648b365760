import "reflect-metadata";
import { type GraphQLSchema, lexicographicSortSchema } from "graphql";
import { buildSchemaSync, type ClassType, type NonEmptyArray } from "type-graphql";
import { Adjudication } from "./annotations/adjudication.js";
import { AdjudicationResolver } from "./annotations/adjudication.resolver.js";
import { AnnotationQueue } from "./annotations/annotation-queue.js";
import { Annotations } from "./annotations/annotations.js";
import { AnnotationsResolver } from "./annotations/annotations.resolver.js";
import { Campaigns } from "./annotations/campaigns.js";
import { ContributionSigner } from "./annotations/contribution-signer.js";
import { followReplacements } from "./annotations/follow-replacements.js";
import { QueueResolver } from "./annotations/queue.resolver.js";
import { Suggestions } from "./annotations/suggestions.js";
import { ClassResolver } from "./coverage/class.resolver.js";
import { ClassReports } from "./coverage/class-reports.js";
import { Coverage } from "./coverage/coverage.js";
import { CoverageResolver } from "./coverage/coverage.resolver.js";
import { CaseSources } from "./interop/case-sources.store.js";
import { Exports } from "./interop/exports.js";
import { Imports } from "./interop/imports.js";
import { InteropResolver } from "./interop/interop.resolver.js";
import { ResourceSources } from "./interop/resource-sources.store.js";
import { XapiIntake } from "./interop/xapi-intake.js";
import { AuditResolver } from "./knowledge/audit.resolver.js";
import { CrosswalkResolver } from "./knowledge/crosswalk.resolver.js";
import { DraftsResolver } from "./knowledge/drafts.resolver.js";
import { EditGraphResolver } from "./knowledge/edit-graph.resolver.js";
import { FrameworkItemResolver, FrameworkResolver } from "./knowledge/framework.resolver.js";
import { GraphDrafts } from "./knowledge/graph-drafts.js";
import { GraphEdits } from "./knowledge/graph-edits.js";
import { GraphVersions } from "./knowledge/graph-versions.js";
import { ImpactResolver } from "./knowledge/impact.resolver.js";
import { Knowledge } from "./knowledge/knowledge.js";
import { KnowledgePointResolver, KnowledgeResolver } from "./knowledge/knowledge.resolver.js";
import { PointProposals } from "./knowledge/point-proposals.js";
import { PointPrerequisitesResolver, PrerequisiteResolver } from "./knowledge/prerequisite.resolver.js";
import { ProposalsResolver } from "./knowledge/proposals.resolver.js";
import { VersionsResolver } from "./knowledge/versions.resolver.js";
import { AuditPrerequisitesResolver } from "./mastery/audit-prerequisites.resolver.js";
import { EMPTY_CALIBRATION } from "./mastery/calibration.js";
import { Mastery } from "./mastery/mastery.js";
import { MasteryResolver } from "./mastery/mastery.resolver.js";
import { PastMastery } from "./mastery/past-mastery.js";
import { PlacementQuestionResolver, PlacementResolver } from "./mastery/placement.resolver.js";
import { Placements } from "./mastery/placements.js";
import { SHIPPED_WEIGHTS } from "./mastery/shipped-weights.js";
import type { MasteryWeights } from "./mastery/weights.js";
import type { Database } from "./neo4j/database.js";
import { guardOperations } from "./people/guard-operations.js";
import { People } from "./people/people.js";
import { PeopleResolver } from "./people/people.resolver.js";
import { Matching } from "./recommender/find-matches.js";
import { HomeworkResolver } from "./recommender/homework.resolver.js";
import { MatchResolver } from "./recommender/match.resolver.js";
import { Papers } from "./recommender/paper.js";
import { PaperResolver } from "./recommender/paper.resolver.js";
import { Recommender } from "./recommender/recommender.js";
import { RecommenderResolver } from "./recommender/recommender.resolver.js";
import { StepReports } from "./recommender/step-reports.js";
import { StepReportsResolver } from "./recommender/step-reports.resolver.js";
import { StepTokens } from "./recommender/step-token.js";
import { ResourceLifeResolver, SegmentResolver } from "./resources/life.resolver.js";
import { ResourceLife } from "./resources/resource-life.js";
import { ResourceUse } from "./resources/resource-use.js";
import { Resources } from "./resources/resources.js";
import { CoversResolver, PointResourcesResolver, ResourcesResolver } from "./resources/resources.resolver.js";
import { UsageResolver } from "./resources/usage.resolver.js";

/** The features, each built on those before it. */
export interface Features {
  readonly database: Database;
  readonly knowledge: Knowledge;
  readonly versions: GraphVersions;
  readonly drafts: GraphDrafts;
  readonly proposals: PointProposals;
  readonly people: People;
  readonly resources: Resources;
  readonly resourceLife: ResourceLife;
  readonly resourceUse: ResourceUse;
  readonly suggestions: Suggestions;
  readonly annotations: Annotations;
  readonly annotationQueue: AnnotationQueue;
  readonly campaigns: Campaigns;
  readonly contributionSigner: ContributionSigner;
  readonly adjudication: Adjudication;
  readonly mastery: Mastery;
  readonly pastMastery: PastMastery;
  readonly coverage: Coverage;
  readonly imports: Imports;
  readonly exports: Exports;
  readonly xapi: XapiIntake;
  readonly recommender: Recommender;
  readonly matching: Matching;
  readonly stepTokens: StepTokens;
}

/** Wires the features over a database; asks nothing of it yet. `serviceKey` signs what is given out to be given back. */
export function createFeatures(
  database: Database,
  serviceKey: Buffer,
  weights: MasteryWeights = SHIPPED_WEIGHTS,
): Features {
  const knowledge = new Knowledge(database);
  const versions = new GraphVersions(database, knowledge);
  const drafts = new GraphDrafts(database, knowledge);
  const proposals = new PointProposals(database, knowledge);
  const people = new People(database);
  const resources = new Resources(database, knowledge, people);
  const resourceLife = new ResourceLife(database, resources, people);
  const resourceUse = new ResourceUse(database, resources);
  const suggestions = new Suggestions(database, knowledge);
  const annotations = new Annotations(database, knowledge, resources, suggestions, serviceKey);
  const annotationQueue = new AnnotationQueue(database, knowledge, resources, suggestions);
  const campaigns = new Campaigns(database, resources);
  const contributionSigner = new ContributionSigner(serviceKey);
  const adjudication = new Adjudication(database, knowledge, resources);
  knowledge.followEdits(followReplacements);
  resources.followRegistrations(annotations.registrationFollower());
  const mastery = new Mastery(database, knowledge, people, {
    weights,
    calibration: EMPTY_CALIBRATION,
  });
  const pastMastery = new PastMastery(database, versions, mastery);
  const coverage = new Coverage(database, knowledge, resources);
  const caseSources = new CaseSources(database);
  const resourceSources = new ResourceSources(database);
  const imports = new Imports({ knowledge, people, resources, mastery }, caseSources, resourceSources);
  const exports = new Exports(knowledge, caseSources, resources, resourceSources);
  const xapi = new XapiIntake(knowledge, mastery);
  const recommender = new Recommender(database, knowledge, mastery, pastMastery);
  const matching = new Matching(database, knowledge, suggestions);
  const stepTokens = new StepTokens(serviceKey);
  return {
    database,
    knowledge,
    versions,
    drafts,
    proposals,
    people,
    resources,
    resourceLife,
    resourceUse,
    suggestions,
    annotations,
    annotationQueue,
    campaigns,
    contributionSigner,
    adjudication,
    mastery,
    pastMastery,
    coverage,
    imports,
    exports,
    xapi,
    recommender,
    matching,
    stepTokens,
  };
}

/** The API over the features, every operation behind the access table. */
export function createSchema(features: Features): GraphQLSchema {
  const {
    knowledge,
    versions,
    drafts,
    proposals,
    people,
    resources,
    resourceLife,
    resourceUse,
    annotations,
    annotationQueue,
    campaigns,
    adjudication,
    mastery,
    pastMastery,
    coverage,
    imports,
    recommender,
    matching,
    stepTokens,
  } = features;
  const edits = new GraphEdits(knowledge, drafts, people);
  const resolvers: readonly object[] = [
    new KnowledgeResolver(versions),
    new EditGraphResolver(edits, knowledge),
    new VersionsResolver(versions),
    new ImpactResolver(features.database, knowledge),
    new CrosswalkResolver(knowledge, versions),
    new AuditResolver(features.database, knowledge),
    new AuditPrerequisitesResolver(features.database, knowledge),
    new DraftsResolver(drafts, edits),
    new ProposalsResolver(proposals, knowledge, people),
    new KnowledgePointResolver(knowledge),
    new PointPrerequisitesResolver(knowledge),
    new PrerequisiteResolver(knowledge),
    new FrameworkResolver(knowledge, versions),
    new FrameworkItemResolver(knowledge),
    new PeopleResolver(people),
    new ResourcesResolver(resources, knowledge),
    new PointResourcesResolver(resources),
    new CoversResolver(resources),
    new ResourceLifeResolver(resourceLife),
    new SegmentResolver(),
    new UsageResolver(resourceUse),
    new AnnotationsResolver(annotations, knowledge),
    new QueueResolver(annotationQueue, campaigns, features.contributionSigner, annotations, resources, knowledge),
    new AdjudicationResolver(adjudication, resources, knowledge),
    new RecommenderResolver(recommender, mastery, people, stepTokens, knowledge),
    new HomeworkResolver(recommender, matching, mastery, resources, people),
    new MatchResolver(matching, resources, people, knowledge),
    new PaperResolver(new Papers(features.database, knowledge), knowledge, resources, people),
    new StepReportsResolver(new StepReports(features.database, knowledge), stepTokens, people, knowledge),
    new MasteryResolver(mastery, pastMastery, people),
    new PlacementResolver(new Placements(features.database, knowledge, people), knowledge),
    new PlacementQuestionResolver(resources),
    new InteropResolver(imports),
    new CoverageResolver(coverage),
    new ClassResolver(new ClassReports(features.database, mastery), recommender, people, resources),
  ];
  const byClass = new Map(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const schema = buildSchemaSync({
    resolvers: [...byClass.keys()] as unknown as NonEmptyArray<ClassType>,
    container: { get: (wanted: ClassType) => byClass.get(wanted) },
    validate: true,
  });
  return guardOperations(lexicographicSortSchema(schema));
}
