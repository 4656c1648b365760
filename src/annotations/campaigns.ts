import { randomUUID } from "node:crypto";
import { badInput, DomainError, notFound } from "../errors.js";
import { encodeCursor } from "../graphql/connection.js";
import type { Database } from "../neo4j/database.js";
import { hasRole } from "../people/principal.js";
import type { RequestContext } from "../people/request-context.js";
import type { ResourceFilterFields, Resources } from "../resources/resources.js";
import * as store from "./queue.store.js";

export interface CampaignFields {
  readonly id?: string | null;
  readonly title: string;
  readonly filter: ResourceFilterFields;
  readonly teacherIds: readonly string[];
  readonly deadline?: Date | null;
  readonly annotatorsPerResource?: number | null;
}

/** How far a campaign has come. */
export interface CampaignProgress extends store.CampaignCounts {
  /** Judgements of its resources by the teachers of each school; without a school under the empty id. */
  readonly bySchool: readonly { readonly schoolId: string; readonly teachers: number; readonly judged: number }[];
}

const MOST_RESOURCES = 10_000;
const PAGE = 1000;

/** Organised tagging: who tags which resources by when, and what each has contributed. */
export class Campaigns {
  constructor(
    private readonly database: Database,
    private readonly resources: Resources,
  ) {}

  /**
   * Fixes the resources that pass the filter now. Throws BAD_INPUT where there are none or more than 10,000, a deadline
   * that is over, CONFLICT for an id that is taken.
   */
  async create(context: RequestContext, fields: CampaignFields): Promise<store.StoredCampaign> {
    const now = Date.now();
    if (fields.deadline && fields.deadline.getTime() <= now)
      throw badInput("deadline", { zh: "截止时间须在将来。", en: "The deadline must lie in the future." });
    const ids = await this.#matching(context, fields.filter);
    if (ids.length === 0 || ids.length > MOST_RESOURCES) {
      throw badInput("filter", {
        zh: `筛选出的资源须有 1 至 ${MOST_RESOURCES} 项。`,
        en: `The filter must give 1 to ${MOST_RESOURCES} resources.`,
      });
    }
    const campaign = {
      id: fields.id ?? randomUUID(),
      title: fields.title,
      by: context.principal.sub,
      annotatorsPerResource: fields.annotatorsPerResource ?? 2,
      at: now,
      teacherIds: [...new Set(fields.teacherIds)].sort(),
      ...(fields.deadline && { deadline: fields.deadline.getTime() }),
    };
    const created = await this.database.transaction((tx) => store.saveCampaign(tx, campaign, ids));
    if (!created) {
      throw new DomainError(
        "CONFLICT",
        { zh: `已有 id 为 ${campaign.id} 的标注活动。`, en: `There is a campaign with id ${campaign.id}.` },
        { field: "id" },
      );
    }
    return { ...campaign, resources: ids.length };
  }

  /** All campaigns, for who organises them; for a teacher those that ask for the teacher. */
  list(context: RequestContext): Promise<store.StoredCampaign[]> {
    const organises = hasRole(context.principal, "REVIEWER", "EDITOR", "ADMIN");
    return store.listCampaigns(this.database, organises ? {} : { teacherId: context.principal.sub });
  }

  async progress(id: string): Promise<CampaignProgress> {
    const counts = await store.countCampaign(this.database, id);
    const schools = new Map<string, { teachers: number; judged: number }>();
    for (const { schoolIds, judged } of counts.teachers) {
      for (const schoolId of schoolIds.length > 0 ? schoolIds : [""]) {
        const school = schools.get(schoolId) ?? { teachers: 0, judged: 0 };
        schools.set(schoolId, { teachers: school.teachers + 1, judged: school.judged + judged });
      }
    }
    const bySchool = [...schools]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([schoolId, sums]) => ({ schoolId, ...sums }));
    return { ...counts, bySchool };
  }

  /** What a teacher has contributed: one's own, or anybody's for who organises. Throws NOT_FOUND, FORBIDDEN. */
  async contribution(context: RequestContext, teacherId: string): Promise<store.Contribution> {
    if (teacherId !== context.principal.sub && !hasRole(context.principal, "REVIEWER", "EDITOR", "ADMIN")) {
      throw new DomainError(
        "FORBIDDEN",
        { zh: "只能查看自己的贡献。", en: "You can read your own contribution only." },
        { field: "teacherId" },
      );
    }
    const found = await store.countContribution(this.database, teacherId);
    if (!found) throw notFound({ zh: "教师", en: "teacher" }, teacherId, "teacherId");
    return found;
  }

  async #matching(context: RequestContext, filter: ResourceFilterFields): Promise<string[]> {
    const ids: string[] = [];
    for (let after: string | null = null; ids.length <= MOST_RESOURCES; ) {
      const { resources, size } = await this.resources.list(context, filter, PAGE, after);
      ids.push(...resources.slice(0, size).map((resource) => resource.id));
      if (resources.length <= size) break;
      after = encodeCursor([ids.at(-1)!]);
    }
    return ids;
  }
}
