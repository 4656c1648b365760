import { type GraphQLField, getNullableType, isListType } from "graphql";
import type { ComplexityEstimator, ComplexityEstimatorArgs } from "graphql-query-complexity";

/**
 * What a field costs by itself, in units of one plain field, where it is more than 1: computations and look-ups.
 */
const OWN_COST: Readonly<Record<string, number>> = {
  "Query.annotationAgreement": 2_000,
  "Query.annotationQueue": 200,
  "Query.classNextSteps": 10_000,
  "Query.classReadiness": 2_000,
  "Query.classReport": 2_000,
  "Query.compareClasses": 5_000,
  "Query.composeHomework": 10_000,
  "Query.composePaper": 10_000,
  "Query.coverageGaps": 2_000,
  "Query.coverageMatrix": 2_000,
  "Query.itemAnalysis": 1_000,
  "Query.knowledgeGraph": 500,
  "Query.learningPath": 2_000,
  "Query.masteryProfile": 500,
  "Query.matchResources": 1_000,
  "Query.nextSteps": 500,
  "Query.placement": 500,
  "Query.resources": 100,
  "Query.searchKnowledgePoints": 100,
  "Query.suggestKnowledgePoints": 500,
  "Mutation.answerPlacement": 500,
  "Mutation.startPlacement": 2_000,
  "Mutation.stopPlacement": 500,
  "KnowledgePoint.resources": 10,
  "NextStep.resources": 20,
  "PlacementQuestion.resources": 10,
};

/** Lengths of lists that take no `first`, where they are longer than most. */
const LENGTH: Readonly<Record<string, number>> = {
  "AgreementReport.byKnowledgePoint": 300,
  "ClassComparison.points": 300,
  "ClassReport.points": 300,
  "CoverageReport.cells": 1_000,
  "Framework.items": 300,
  "KnowledgeGraph.edges": 1_000,
  "KnowledgeGraph.nodes": 500,
  "MasteryProfile.points": 300,
  "Paper.questions": 100,
  "Placement.points": 500,
  "RegisterResourcesResult.resources": 1_000,
};

const USUAL_LENGTH = 10;

/**
 * The cost of a field: its own, and that of its selection times the length of the list; of a connection `first`.
 * @param check is given the arguments of every field, and throws for those out of bounds
 */
export function costEstimator(check: (parameters: Readonly<Record<string, unknown>>) => void): ComplexityEstimator {
  return ({ type, field, args, childComplexity }: ComplexityEstimatorArgs) => {
    check(args);
    const name = `${type.name}.${field.name}`;
    return (OWN_COST[name] ?? 1) + lengthOf(name, field, args) * childComplexity;
  };
}

function lengthOf(
  name: string,
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
): number {
  const first = field.args.find((argument) => argument.name === "first");
  if (first !== undefined) {
    const size = args.first ?? first.defaultValue;
    return typeof size === "number" ? size : USUAL_LENGTH;
  }
  if (!isListType(getNullableType(field.type)) || name.endsWith("Connection.edges")) return 1;
  return LENGTH[name] ?? USUAL_LENGTH;
}
