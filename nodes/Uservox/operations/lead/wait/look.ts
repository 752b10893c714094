// Looks at many leads together: by the list of their project or one by one, whichever takes fewer requests.
import { readPage, type Page } from '../../../api/answer/found';
import type { JsonObject } from '../../../api/answer/parse';
import { PAGE_SIZE } from '../../../api/search/finder';
import { inParallel } from '../../../api/pace/parallel';
import { normalisedId } from '../../../input/ids';
import { ask, LEAD, unreadable } from '../../ask';
import type { Failed } from '../../../model/ended';
import type { Identity } from '../../parameters/identify';
import { CONCURRENT_REQUESTS, type SetUp } from '../../setUp';
import { askForLead } from '../get';

/** A lead that is looked at again and again. */
export interface Wanted {
	readonly identity: Identity;
	/** As Uservox has shown it last. */
	lead?: JsonObject;
}

export type Looked = { lead: JsonObject } | { failed: Failed };
export type LookedAt<Lead extends Wanted = Wanted> = Map<Lead, Looked>;

/** Where nobody knows yet what a list takes, it is not tried for so few leads. */
const FEW_LEADS = 2;
/** A list that shows few of the leads that it should is no reason to look all the others up in one round. */
const LEAST_LOOK_UPS = 10;
/** This many failures in a row end a round: the next one asks again. */
const FAILURES_THAT_END = 2;
const HTTP_BAD_REQUEST = 400;
/** The vendor's default, for an API that refuses pages of 100. */
const USUAL_PAGE_SIZE = 10;

type Parts = Pick<SetUp, 'exchange' | 'run' | 'defaultProjectId'>;

/** Whether the same question may have an answer a little later. */
export function mayPass({ errorCode }: Failed): boolean {
	return errorCode === 'serverFailure' || errorCode === 'rateLimited';
}

/** Finds leads again, and learns how far the list of a project has to be read for it. Never throws. */
export class Looks {
	private readonly projects = new Map<string, ProjectLooks>();

	constructor(private readonly parts: Parts) {}

	/** One round: what was seen of each lead. Of those that are missing in it, nothing is known this time. */
	async look<Lead extends Wanted>(wanted: readonly Lead[]): Promise<LookedAt<Lead>> {
		const looked: LookedAt<Lead> = new Map();
		const byProject = new Map<string, Lead[]>();
		for (const each of wanted) {
			const projectId = this.projectOf(each);
			const others = byProject.get(projectId);
			if (others === undefined) byProject.set(projectId, [each]);
			else others.push(each);
		}
		for (const [projectId, ofProject] of byProject) {
			const project = this.projects.get(projectId) ?? new ProjectLooks(projectId, this.parts);
			this.projects.set(projectId, project);
			await project.look(ofProject, looked);
		}
		return looked;
	}

	private projectOf({ identity, lead }: Wanted): string {
		if ('projectId' in identity) return identity.projectId;
		return typeof lead?.projectId === 'string' ? normalisedId(lead.projectId) : (this.parts.defaultProjectId ?? '');
	}
}

class ProjectLooks {
	/** What the list took the last time: pages until the last lead was seen, and the share of leads that it did not show. */
	private last?: { pages: number; missing: number };
	private pageSize = PAGE_SIZE;
	private isListed: boolean;
	/** In how many rounds in a row the list has not shown a lead. */
	private readonly unseen = new WeakMap<Wanted, number>();

	constructor(
		private readonly projectId: string,
		private readonly parts: Parts,
	) {
		this.isListed = projectId !== '';
	}

	async look(wanted: readonly Wanted[], looked: LookedAt): Promise<void> {
		const byList = this.last === undefined ? FEW_LEADS : this.last.pages + this.last.missing * wanted.length;
		if (!this.isListed || byList >= wanted.length) return await this.lookUp(wanted, looked);
		const most = await this.readList(wanted, looked);
		const missing = wanted.filter((each) => !looked.has(each));
		for (const each of wanted) this.unseen.set(each, looked.has(each) ? 0 : this.timesUnseen(each) + 1);
		missing.sort((one, other) => this.timesUnseen(other) - this.timesUnseen(one));
		// What a lead was like when the wait began has to be known of all.
		const unknown = missing.filter(({ lead }) => lead === undefined);
		const known = missing.filter(({ lead }) => lead !== undefined);
		await this.lookUp([...unknown, ...known.slice(0, Math.max(0, most - unknown.length))], looked);
	}

	private timesUnseen(wanted: Wanted): number {
		return this.unseen.get(wanted) ?? 0;
	}

	/** Reads the list as long as the rest of it takes fewer requests than the leads that it has not shown. @returns how many of these may be looked up */
	private async readList(wanted: readonly Wanted[], looked: LookedAt): Promise<number> {
		const open = new OpenLeads(wanted, looked);
		const filter = filterFor(wanted);
		let pages = 1;
		let step = 0;
		let end = 1;
		let failure: Failed | undefined;
		const read = async (page: number): Promise<void> => {
			if (open.count === 0 || failure !== undefined) return;
			const answer = await this.page(page * step, filter);
			if ('errorCode' in answer) {
				failure ??= answer;
				return;
			}
			const { entries, length, total } = answer;
			if (page === 0) step = length;
			// Without a total, a page shows only whether to ask for the next one.
			end = length === 0 ? page : total === undefined ? page + 2 : Math.ceil(total / step);
			if (open.take(entries)) pages = Math.max(pages, page + 1);
		};
		await read(0);
		let next = 1;
		const { pages: needed = 1 } = this.last ?? {};
		while (failure === undefined && open.count > 0 && next < end && next < wanted.length) {
			const expected = next < needed ? needed - next : end - next;
			if (open.count <= expected) break;
			const chunk = Math.min(end - next, Math.max(needed - next, Math.ceil(open.count / step)));
			const places = Array.from({ length: chunk }, (_, number) => next + number);
			await inParallel(places, CONCURRENT_REQUESTS, read);
			next += chunk;
		}
		if (failure !== undefined) {
			if (!mayPass(failure)) this.isListed = false;
			return next === 1 ? Infinity : LEAST_LOOK_UPS;
		}
		this.last = { pages, missing: open.count / wanted.length };
		return next < end ? Infinity : Math.max(LEAST_LOOK_UPS, next);
	}

	private async page(skip: number, filter: Record<string, string>): Promise<Page | Failed> {
		const { projectId } = this;
		const query = { projectId, ...filter, limit: String(this.pageSize), skip: String(skip) };
		const answer = await ask(this.parts, { path: '/leads/query', query }, LEAD);
		if (!('errorCode' in answer)) return readPage(answer.body ?? {}) ?? unreadable(answer, 'a list of leads');
		if (answer.httpStatus !== HTTP_BAD_REQUEST || this.pageSize <= USUAL_PAGE_SIZE) return answer;
		this.pageSize = USUAL_PAGE_SIZE;
		return await this.page(skip, filter);
	}

	private async lookUp(wanted: readonly Wanted[], looked: LookedAt): Promise<void> {
		let failuresInARow = 0;
		await inParallel(wanted, CONCURRENT_REQUESTS, async (each) => {
			if (failuresInARow >= FAILURES_THAT_END) return;
			const answer = await askForLead(this.parts, each.identity);
			looked.set(each, 'errorCode' in answer ? { failed: answer } : answer);
			failuresInARow = 'errorCode' in answer && answer.reach !== undefined ? failuresInARow + 1 : 0;
		});
	}
}

/** The leads that a round has not seen yet, by what the list shows of them. */
class OpenLeads {
	private readonly open: Map<string, Wanted>;

	constructor(
		wanted: readonly Wanted[],
		private readonly looked: LookedAt,
	) {
		this.open = new Map(wanted.map((each) => [keyOf(each.identity), each]));
	}

	get count(): number {
		return this.open.size;
	}

	/** Notes those among these leads. @returns whether there was one */
	take(leads: readonly JsonObject[]): boolean {
		const before = this.open.size;
		for (const lead of leads) {
			for (const key of keysIn(lead)) {
				const wanted = this.open.get(key);
				if (wanted === undefined) continue;
				this.open.delete(key);
				this.looked.set(wanted, { lead });
			}
		}
		return this.open.size < before;
	}
}

function keyOf(identity: Identity): string {
	return 'leadId' in identity ? `id ${identity.leadId}` : `reference ${identity.processId} ${identity.referenceId}`;
}

function keysIn({ _id, processId, referenceId }: JsonObject): string[] {
	const keys: string[] = [];
	if (typeof _id === 'string') keys.push(`id ${normalisedId(_id)}`);
	if (typeof processId === 'string' && (typeof referenceId === 'string' || typeof referenceId === 'number')) {
		keys.push(`reference ${normalisedId(processId)} ${String(referenceId).trim()}`);
	}
	return keys;
}

/** Only the leads of one process, where all are known to be of that one. */
function filterFor(wanted: readonly Wanted[]): Record<string, string> {
	const processes = new Set(wanted.map(processOf));
	const [processId] = processes;
	return processes.size === 1 && processId !== undefined ? { processId } : {};
}

function processOf({ identity, lead }: Wanted): string | undefined {
	if ('processId' in identity) return identity.processId;
	return typeof lead?.processId === 'string' ? normalisedId(lead.processId) : undefined;
}
