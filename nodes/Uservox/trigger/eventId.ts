// What makes two deliveries the same event: they tell the same.
import { createHash } from 'node:crypto';

/** 128 bits: no two different events share an id by accident. */
const ID_LENGTH = 32;

/**
 * The id of an event, the same for each delivery of it. Uservox sends no id of a delivery, and reports one call more than once: when
 * it ends, when the lead's state changes, when a disposition is set. Deliveries that say the same are one event; what says
 * something new is another one, also of the same call.
 * @param told all that the event says, without the time at which it was sent
 */
export function eventIdOf(told: unknown): string {
	return createHash('sha256').update(JSON.stringify(told, inOrder)).digest('hex').slice(0, ID_LENGTH);
}

/** For JSON.stringify: the same keys in another order are the same, and a field that is undefined is as one that is not there. */
function inOrder(_key: string, value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.entries(value)
		.filter(([, entry]) => entry !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1));
}
