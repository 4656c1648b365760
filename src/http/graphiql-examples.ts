/** One tab of GraphiQL: a worked example for one kind of user, on the ids of the demo city. */
export interface Example {
  readonly query: string;
  readonly variables: string;
}

/** Which role's token a tab needs stands in its first lines, in Chinese and English. */
export const EXAMPLES: readonly Example[] = [
  {
    query: `# 教师：为一节课找资源（粘贴 TEACHER 令牌）
# Teacher: resources for a lesson (paste a TEACHER token)
query TeacherFindsResources(
  $need: TeachingNeedInput!
) {
  matchResources(need: $need, first: 5) {
    score
    resource { id title kind minutes }
    reasons {
      text
      contribution
      knowledgePoint { name }
    }
  }
}
`,
    variables: json({ need: { frameworkItemIds: ["pep-math-9a-21.2"], kinds: ["VIDEO", "WORKSHEET"], minutes: 30 } }),
  },
  {
    query: `# 学生应用：上报一次作答，并取下一步（粘贴 APP 令牌）
# Student app: report an answer, then ask for next steps
# (paste an APP token)
mutation StudentAppReportsAnswer(
  $attempts: [AttemptInput!]!
) {
  recordAttempts(input: $attempts) {
    accepted
    duplicates
    refused { index field message }
  }
}

query StudentAppAsksNextSteps(
  $studentId: ID!
  $goal: GoalInput
) {
  nextSteps(studentId: $studentId, goal: $goal, first: 3) {
    knowledgePoint { id name nameEn }
    kind
    mastery
    minutes
    resources(first: 2) { resource { title url } }
    why {
      text
      counterfactual
      prerequisites { knowledgePoint { name } mastery }
    }
  }
}
`,
    variables: json({
      studentId: "s-0031",
      goal: { frameworkItemIds: ["pep-math-9a-21"] },
      attempts: [
        {
          id: "graphiql-1",
          studentId: "s-0031",
          knowledgePointIds: ["M.NA.QE.01"],
          correct: true,
          at: "2025-09-01T08:00:00+08:00",
        },
      ],
    }),
  },
  {
    query: `# 研究者：哪里缺资源（粘贴 RESEARCHER 令牌）
# Researcher: where resources are missing
# (paste a RESEARCHER token)
query ResearcherSeesGaps($filter: CoverageFilter!) {
  coverageGaps(filter: $filter, first: 10) {
    knowledgePoint { id name }
    resources
    required
    demand
    missingKinds
    missingRoles
  }
  coverageMatrix(
    filter: $filter
    groupBy: [GRADE, RESOURCE_KIND]
  ) {
    cells { labels resources students }
  }
}
`,
    variables: json({ filter: { subjectId: "math-junior" } }),
  },
  {
    query: `# 管理员：登记一个班，并授权一个应用（粘贴 ADMIN 令牌）
# Operator: register a class, grant an app its school
# (paste an ADMIN token)
mutation OperatorRegistersClass(
  $class: ClassInput!
  $grant: AppGrantInput!
) {
  registerClass(input: $class) {
    id
    name
    schoolId
    teacherIds
    studentIds
  }
  grantApp(input: $grant) { appId schoolIds subjectIds }
}
`,
    variables: json({
      class: {
        id: "c-example",
        name: "七年级（9）班",
        grade: 7,
        schoolId: "sch-example",
        schoolName: "示例中学",
        districtId: "d-example",
        districtName: "示例区",
        teacherIds: ["t-example"],
        studentIds: ["s-example-1", "s-example-2"],
      },
      grant: { appId: "app-example", schoolIds: ["sch-example"] },
    }),
  },
];

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
