/** One call of each operation of the contract, on the records of `access.test.ts`, right for every role that may. */
export interface Call {
  readonly query: string;
  readonly variables?: object;
}

const query = (text: string): Call => ({ query: `{ ${text} }` });
const mutation = (text: string): Call => ({ query: `mutation { ${text} }` });

/**
 * @param n a number that no other call has, for ids of what is made
 * @param annotationId an annotation of the caller, for who may withdraw one
 */
export function callsOf(n: number, annotationId: string): Readonly<Record<string, Call>> {
  return {
    subjects: query("subjects { id }"),
    frameworks: query("frameworks { id }"),
    framework: query('framework(id: "none") { id }'),
    knowledgePoint: query('knowledgePoint(id: "a") { id }'),
    knowledgePoints: query("knowledgePoints { totalCount }"),
    searchKnowledgePoints: query('searchKnowledgePoints(text: "方程") { score }'),
    knowledgeGraph: query('knowledgeGraph(subjectId: "math") { version }'),
    resource: query('resource(id: "open") { id }'),
    resources: query("resources { totalCount }"),
    matchResources: query('matchResources(need: { knowledgePointIds: ["a"] }) { score }'),
    suggestKnowledgePoints: query('suggestKnowledgePoints(text: "解方程") { abstained }'),
    annotationQueue: query("annotationQueue { priority }"),
    annotationAgreement: query('annotationAgreement(subjectId: "math") { resources }'),
    masteryProfile: query('masteryProfile(studentId: "s1", subjectId: "math") { studentId }'),
    nextSteps: query('nextSteps(studentId: "s1") { id }'),
    learningPath: query('learningPath(studentId: "s1", goal: { knowledgePointIds: ["b"] }) { reachable }'),
    classReport: query('classReport(classId: "c1", subjectId: "math") { students }'),
    coverageMatrix: query('coverageMatrix(filter: { subjectId: "math" }, groupBy: [SUBJECT]) { dimensions }'),
    coverageGaps: query('coverageGaps(filter: { subjectId: "math" }) { demand }'),
    createSubject: mutation(`createSubject(input: { id: "subject-${n}", name: "学科" }) { id }`),
    createKnowledgePoint: mutation(
      `createKnowledgePoint(input: { id: "point-${n}", code: "P${n}", name: "点", subjectId: "math" }) { id }`,
    ),
    updateKnowledgePoint: mutation(`updateKnowledgePoint(id: "a", input: { minutes: ${n + 1} }) { id }`),
    retireKnowledgePoint: mutation('retireKnowledgePoint(id: "old") { id }'),
    definePrerequisite: mutation('definePrerequisite(input: { prerequisiteId: "a", dependentId: "b" }) { __typename }'),
    removePrerequisite: mutation('removePrerequisite(prerequisiteId: "b", dependentId: "old")'),
    importFramework: mutation(
      `importFramework(input: { format: POINTS_CSV, subjectId: "math", content: "id,code,name\\ni${n},I${n},点" }) { created refused { code } }`,
    ),
    registerResources: mutation(
      `registerResources(input: [{ id: "made-${n}", title: "题", kind: QUESTION }]) { created refused { code } }`,
    ),
    annotateResource: mutation(
      'annotateResource(input: { resourceId: "open", tags: [{ knowledgePointId: "a", role: PRACTISES }] }) { id }',
    ),
    withdrawAnnotation: mutation(`withdrawAnnotation(id: "${annotationId}") { id }`),
    registerClass: mutation(
      `registerClass(input: { id: "class-${n}", name: "班", schoolId: "school", teacherIds: [], studentIds: [] }) { id }`,
    ),
    grantApp: mutation(`grantApp(input: { appId: "app-${n}", schoolIds: ["school"] }) { appId }`),
    recordAttempts: mutation(
      `recordAttempts(input: [{ id: "try-${n}", studentId: "s1", knowledgePointIds: ["a"], correct: true, at: "2026-09-01T08:00:00Z" }]) { accepted refused { code } }`,
    ),
  };
}
