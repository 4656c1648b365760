import { makeAnnotations } from "./demo-annotations.js";
import { simulateAttempts } from "./demo-attempts.js";
import { makeResources } from "./demo-resources.js";
import type { CityPlan, ClassRow, DemoCity, DemoInput } from "./demo-rows.js";

const STUDENTS_PER_CLASS = 30;

/** The demo city as rows for the service's own operations; the same input gives the same rows. */
export function buildDemoCity(input: DemoInput): DemoCity {
  const classes = makeClasses(input.city, input.now);
  const resources = makeResources(input);
  const annotations = makeAnnotations(input, resources);
  return {
    classes,
    grants: input.city.grants,
    resources: resources.map(({ row }) => row),
    annotations,
    attempts: simulateAttempts(input, classes, resources, annotations),
  };
}

/** Students are s-0001, s-0002, … in the order of the classes. The school year begins on 1 September. */
function makeClasses(city: CityPlan, now: number): ClassRow[] {
  const today = new Date(now);
  const firstYear = today.getUTCFullYear() - (today.getUTCMonth() < 8 ? 1 : 0);
  return city.classes.map((plan, number) => {
    const school = city.schools.find(({ id }) => id === plan.schoolId)!;
    const district = city.districts.find(({ id }) => id === school.districtId)!;
    return {
      id: plan.id,
      name: plan.name,
      schoolYear: `${firstYear}-${firstYear + 1}`,
      grade: plan.grade,
      schoolId: school.id,
      schoolName: school.name,
      districtId: district.id,
      districtName: district.name,
      teacherIds: plan.teacherIds,
      studentIds: Array.from({ length: STUDENTS_PER_CLASS }, (_, i) => studentId(number * STUDENTS_PER_CLASS + i + 1)),
    };
  });
}

function studentId(number: number): string {
  return `s-${String(number).padStart(4, "0")}`;
}
