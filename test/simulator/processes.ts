// The processes of the simulated project, as GET /processes/list/{projectId} shows them.
import type { Json, Reply } from './protocol';
import type { World } from './serverState';
import type { Settings } from './settings';
import { refuse } from './wording';

/** A secret in a callback of each process that has no callbacks of its own. It belongs to another system. */
export const OTHER_SYSTEMS_SECRET = 'secret-of-another-system';

type Details = Settings['processDetails'][string];
export type ProcessCallback = NonNullable<Details['callbacks']>[number];

/** Before any test: the first process was made then. */
const FIRST_CREATED = Date.UTC(2023, 0, 1);
const DAY = 86_400_000;
const TITLES = ['First Calls', 'Follow-up Calls'];

/** Never delivered, because it is off. It is there so that a leak shows. */
const OTHER_SYSTEMS_CALLBACK: ProcessCallback = {
	url: 'https://hooks.example.com/uservox',
	bearerToken: OTHER_SYSTEMS_SECRET,
	headers: { 'x-api-key': OTHER_SYSTEMS_SECRET },
	isActive: false,
};

const DISPOSITIONS: NonNullable<Details['dispositions']> = [
	{ name: 'Interested', type: 'success' },
	{ name: 'Not Interested', type: 'failure' },
	{ name: 'Attempted', type: 'neutral' },
];

/** The callbacks that are set, and on, in a process. */
export function activeCallbacks({ settings }: World, processId: string): ProcessCallback[] {
	return (settings.processDetails[processId]?.callbacks ?? []).filter(({ isActive }) => isActive);
}

/** GET /processes/list/{projectId}: newest first, no paging. */
export function listProcesses({ settings }: World, project: string | undefined): Reply {
	const { projectId, inactiveProjects, processes } = settings;
	if (!project) return refuse(400, 'projectId is required').reply;
	if (project !== projectId || inactiveProjects.includes(project)) {
		return refuse(403, 'Not authorized to access processes for this project').reply;
	}
	const shown = processes.map((id, index) => ({ id, index, createdAt: createdAt(settings.processDetails[id], index) }));
	shown.sort((a, b) => b.createdAt - a.createdAt || b.index - a.index);
	const list = shown.map(({ id, index, createdAt: at }) => processObject(settings, id, index, at));
	return { status: 200, body: { success: true, processes: list, count: list.length } };
}

function createdAt(details: Details | undefined, index: number): number {
	return details?.createdAt === undefined ? FIRST_CREATED + index * DAY : new Date(details.createdAt).getTime();
}

function processObject({ projectId, processDetails }: Settings, id: string, index: number, created: number): Json {
	const details = processDetails[id];
	const isActive = details?.isActive ?? true;
	const time = new Date(created).toISOString();
	return {
		_id: id,
		title: details?.title ?? TITLES[index] ?? `Process ${index + 1}`,
		description: details?.description ?? '',
		projectId,
		processType: 'voice',
		numberPool: ['+19995550100'],
		whatsappFromId: null,
		activeStatus: isActive ? 1 : 0,
		isActive,
		stateless: false,
		start: 'make_first_call',
		nodes: [
			{ id: 'make_first_call', type: 'call', next: ['interested', 'schedule_second_call'] },
			{ id: 'schedule_second_call', type: 'schedule', next: ['make_second_call'] },
			{ id: 'interested', type: 'end' },
		],
		callWindows: [{ days: [1, 2, 3, 4, 5, 6], from: '09:00', to: '20:00' }],
		dispositions: details?.dispositions ?? DISPOSITIONS,
		actions: [],
		callbacks: (details?.callbacks ?? [OTHER_SYSTEMS_CALLBACK]).map((callback) => ({
			...callback,
			payloadFormat: 'activity_update',
		})),
		version: 1,
		metadata: details?.metadata ?? {},
		timezone: 'Asia/Kolkata',
		createdAt: time,
		updatedAt: time,
	};
}
