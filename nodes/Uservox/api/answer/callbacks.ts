// Whether the callbacks of a process report to one address. Their shape is documented nowhere, and they may hold secrets of other systems:
// only that address is looked for, and nothing of them is given away.
import { asObject, type JsonObject } from './parse';

/** `test`: the Test URL alone. `off`: the callback is switched off. `unknown`: the process does not show its callbacks. */
export type Connection = 'yes' | 'test' | 'off' | 'no' | 'unknown';

/** What a field with callbacks is called. */
export const CALLBACK = /callback/i;
/** How n8n calls its test addresses unless somebody has set it otherwise. */
const TEST_ADDRESS = /webhook-test/i;
const SWITCHES = ['isActive', 'active', 'enabled', 'isEnabled'];
const ADDRESS = /^https?:\/\//i;

/** The best that the callbacks of a process say. @param webhookId what is in this workflow's addresses, and in no other */
export function connectionIn(process: JsonObject, webhookId: string): Connection {
	const callbacks = Object.entries(process).filter(([key]) => CALLBACK.test(key));
	const found = new Set(callbacks.flatMap(([, value]) => connectionsIn(value, webhookId, true)));
	const best = (['yes', 'test', 'off'] as const).find((connection) => found.has(connection));
	if (best !== undefined) return best;
	// An empty list says that there is none; what holds no address at all says nothing.
	const isShown = callbacks.some(([, value]) => Array.isArray(value) && value.length === 0);
	return isShown || found.has('no') ? 'no' : 'unknown';
}

/** What each address in it says. @param isOn whether none of the objects around it is switched off */
function connectionsIn(value: unknown, webhookId: string, isOn: boolean): Connection[] {
	if (typeof value === 'string') {
		if (!value.includes(webhookId)) return ADDRESS.test(value.trim()) ? ['no'] : [];
		if (!isOn) return ['off'];
		return [TEST_ADDRESS.test(value) ? 'test' : 'yes'];
	}
	if (Array.isArray(value)) return value.flatMap((entry) => connectionsIn(entry, webhookId, isOn));
	const object = asObject(value);
	if (object === undefined) return [];
	const isStillOn = isOn && !SWITCHES.some((name) => object[name] === false || object[name] === 0);
	return Object.values(object).flatMap((entry) => connectionsIn(entry, webhookId, isStillOn));
}
