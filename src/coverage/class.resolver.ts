import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import { badInput, type Language, type Text } from "../errors.js";
import type { KnowledgePoint } from "../knowledge/graph-state.js";
import type { KnowledgeGraph } from "../knowledge/knowledge-graph.js";
import { presentBasis } from "../mastery/mastery.type.js";
import type { People } from "../people/people.js";
import type { RequestContext } from "../people/request-context.js";
import { GoalInput } from "../recommender/recommender.input.js";
import type { Recommender } from "../recommender/recommender.js";
import type { Resources } from "../resources/resources.js";
import {
  ClassComparisonType,
  type ClassDifferenceType,
  ClassReadinessType,
  ClassReportType,
  CompareClassesArgs,
  ItemAnalysisArgs,
  ItemAnalysisType,
} from "./class.type.js";
import type { ClassReports } from "./class-reports.js";
import { cellNote, differenceText, groupText, itemNote, readinessText, stuckText } from "./class-text.js";
import { type ClassDifference, FEWEST_STUDENTS } from "./compare-classes.js";

/** A screen is no wider. */
const MOST_COMPARED = 10;

/** A class before and after a lesson. */
@Resolver()
export class ClassResolver {
  constructor(
    private readonly reports: ClassReports,
    private readonly recommender: Recommender,
    private readonly people: People,
    private readonly resources: Resources,
  ) {}

  @Query(() => ClassReportType)
  async classReport(
    @Arg("classId", () => ID) classId: string,
    @Arg("subjectId", () => ID) subjectId: string,
    @Ctx() { principal, language }: RequestContext,
  ): Promise<ClassReportType> {
    const ofClass = await this.people.requireClass(principal, classId, [subjectId]);
    const { graph, ...report } = await this.reports.report(ofClass, subjectId, Date.now());
    const point = pointsOf(graph);
    const name = (leaf: number | undefined) => (leaf === undefined ? undefined : nameOf(point(leaf)));
    const withPoint = <T extends { readonly leaf: number }>({ leaf, ...rest }: T) => ({
      ...rest,
      knowledgePoint: point(leaf),
    });
    return {
      ...report,
      points: report.points.map(withPoint),
      groups: report.groups.map(({ leaf, studentIds }) => ({
        knowledgePoint: leaf === undefined ? null : point(leaf),
        studentIds,
        text: groupText(studentIds.length, name(leaf))[language],
      })),
      stuck: report.stuck.map(({ goBackTo, ...stuck }) => ({
        ...withPoint(stuck),
        goBackTo: goBackTo === undefined ? null : point(goBackTo),
        text: stuckText(nameOf(point(stuck.leaf)), stuck.failures, name(goBackTo))[language],
      })),
      reviewToday: report.reviewToday.map(withPoint),
      basis: presentBasis(report.basis),
    };
  }

  @Query(() => ClassReadinessType, {
    description: "before a lesson: who has mastered all that its points or chapter build on, and what to repeat first",
  })
  async classReadiness(
    @Arg("classId", () => ID) classId: string,
    @Arg("goal", () => GoalInput) goal: GoalInput,
    @Ctx() { principal, language }: RequestContext,
  ): Promise<ClassReadinessType> {
    const ofClass = await this.people.requireClass(principal, classId, this.recommender.subjectsOf(goal));
    const { graph, ...readiness } = await this.reports.readiness(ofClass, goal, Date.now());
    const point = pointsOf(graph);
    const { students, ready, toRepeat, notReady } = readiness;
    const most = toRepeat[0] && { name: nameOf(point(toRepeat[0].leaf)), students: toRepeat[0].studentIds.length };
    return {
      classId,
      students,
      ready,
      share: students === 0 ? null : ready / students,
      toRepeat: toRepeat.map(({ leaf, studentIds }) => ({ knowledgePoint: point(leaf), studentIds })),
      notReady: notReady.map(({ lacks, ...student }) => ({ ...student, lacks: lacks.map(point) })),
      text: readinessText(students, ready, most)[language],
      basis: presentBasis(readiness.basis),
    };
  }

  @Query(() => ItemAnalysisType, {
    description:
      "an exam or homework question by question: name its resources, or from when to when (and in which setting) it was answered",
  })
  async itemAnalysis(
    @Args(() => ItemAnalysisArgs) { classId, ...filter }: ItemAnalysisArgs,
    @Ctx() context: RequestContext,
  ): Promise<ItemAnalysisType> {
    const { principal, language } = context;
    const ofClass = await this.people.requireClass(principal, classId);
    const subjects = await this.people.subjectsActedFor(principal);
    const { graph, items, students, alpha } = await this.reports.items(ofClass, filter, subjects);
    const found = await this.resources.loader(context).loadMany(items.map(({ resourceId }) => resourceId));
    return {
      classId,
      students,
      alpha: alpha ?? null,
      items: items.map((item, i) => {
        const resource = found[i];
        return {
          ...item,
          partId: item.partId ?? null,
          resource: resource instanceof Error ? null : (resource ?? null),
          knowledgePoints: item.knowledgePointIds.map((id) => graph.getPoint(id)),
          facility: item.facility!,
          discrimination: item.discrimination ?? null,
          note: itemNote(item)?.[language] ?? null,
        };
      }),
    };
  }

  @Query(() => ClassComparisonType, {
    description: "at most ten classes, each against the others; no number of fewer than five students is shown",
  })
  async compareClasses(
    @Args(() => CompareClassesArgs) { classIds, ...request }: CompareClassesArgs,
    @Ctx() { principal, language }: RequestContext,
  ): Promise<ClassComparisonType> {
    const ids = [...new Set(classIds)];
    if (ids.length === 0 || ids.length > MOST_COMPARED) {
      throw badInput("classIds", {
        zh: `请给出 1 至 ${MOST_COMPARED} 个班级。`,
        en: `Give 1 to ${MOST_COMPARED} classes.`,
      });
    }
    const classes = await this.people.requireClasses(principal, ids, [request.subjectId], "classIds");
    const { graph, points, basis } = await this.reports.compare(classes, request, Date.now());
    const point = pointsOf(graph);
    const compared = classes.map(({ id, studentIds }) => {
      const isCompared = studentIds.length >= FEWEST_STUDENTS;
      return { classId: id, students: isCompared ? studentIds.length : null, isCompared };
    });
    return {
      classes: compared,
      points: points.map(({ leaf, cells }) => ({
        knowledgePoint: point(leaf),
        cells: cells.map((cell, i) => {
          const { classId, isCompared } = compared[i]!;
          const note = cellNote(cell, isCompared)?.[language] ?? null;
          if (!cell) return { classId, note };
          const { difference, ...numbers } = cell;
          return { classId, ...numbers, note, difference: difference ? presentDifference(difference, language) : null };
        }),
      })),
      basis: presentBasis(basis),
    };
  }
}

function presentDifference(difference: ClassDifference, language: Language): ClassDifferenceType {
  const isClear = difference.low > 0 || difference.high < 0;
  return { ...difference, isClear, text: differenceText(difference, isClear)[language] };
}

const pointsOf =
  (graph: KnowledgeGraph) =>
  (leaf: number): KnowledgePoint =>
    graph.getPoint(graph.compiled.ids[leaf]!);

const nameOf = ({ name, nameEn }: KnowledgePoint): Text => ({ zh: name, en: nameEn ?? name });
