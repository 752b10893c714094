// What goes to and fro in the simulator: requests, answers, and the work between them.
import type { StoredLead } from './books';

/** A request as it arrives. `path` without the query, e.g. `/api/v1/leads/initiate`. */
export interface SimulatorRequest {
	method: string;
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	body: string;
}

/** What to do about a request. Whoever carries it (HTTP shell, in-memory transport) owns the clock. */
export interface SimulatorAnswer {
	/** 0 when the client gets no answer. */
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
	/** `answer`: send it. Both drops: close the connection unanswered. `hang`: keep it open and silent; `drip`: send a byte now and then. */
	effect: 'answer' | 'dropBefore' | 'dropAfter' | 'hang' | 'drip';
	/** Milliseconds from arrival to the answer or the drop. */
	delayMs: number;
	/**
	 * Work that is done late: call `run` with the time, `afterMs` after the arrival, whether or not
	 * the client still waits. Where it is not later than the answer, `run` comes first and fills in status, headers and body.
	 */
	later?: { afterMs: number; run(now: number): void };
}

export type Json = Record<string, unknown>;

/** An answer before it is text. */
export interface Reply {
	status: number;
	body: unknown;
}

/** One lead of a submission; `index` is its place in the request. */
export type Task = { index: number; lead: Json } | { index: number; leadId: string };

/** Why a lead was refused. */
export type RefusedBecause = 'badData' | 'duplicate' | 'noCredits' | 'notFound';

export interface Refusal {
	error: string;
	because: RefusedBecause;
}

export type Result = { task: Task; lead: StoredLead } | ({ task: Task } & Refusal);

/** A submission that passed all checks of the whole and can be worked on. */
export interface Job {
	kind: 'bulk' | 'single';
	simplified: boolean;
	init: boolean;
	tasks: Task[];
}

/** What happened with a lead: a call, or the plan to make one. Times are epoch milliseconds. */
export interface Activity {
	readonly _id: string;
	readonly leadId: string;
	readonly type: 'call' | 'schedule';
	readonly createdAt: number;
	/** Absent while it goes on. */
	completedAt?: number;
	callStatus?: string;
	/** Whether a conversation took place. */
	connected?: boolean;
	seconds?: number;
	conversationId?: string;
	/** Whether the call ended well for the project. */
	interested?: boolean;
}

/** One delivery of a callback that is due. */
export interface Callback {
	readonly dueAt: number;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Json;
	/** From 1. */
	readonly attempt: number;
}

export function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that is there, else undefined. */
export function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}
