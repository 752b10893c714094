// Lets many wait for the same abort: Node warns of a leak from eleven listeners on one signal, and hundreds may wait here.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `listener` once when the signal aborts. @returns what takes the listener away again. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
	const listeners = waiting.get(signal) ?? watch(signal);
	listeners.add(listener);
	return () => listeners.delete(listener);
}

function watch(signal: AbortSignal): Set<() => void> {
	const listeners = new Set<() => void>();
	waiting.set(signal, listeners);
	signal.addEventListener('abort', () => [...listeners].forEach((listener) => listener()), { once: true });
	return listeners;
}
