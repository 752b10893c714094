// Delivers callbacks over HTTP when they are due, and moves the world on while nobody asks it anything.
import { delivered } from './callbacks';
import type { Callback } from './protocol';
import { advance, type World } from './serverState';

/** What the shell lends: its clock, and timers that know whether their world was reset. */
export interface Shell {
	readonly world: World;
	now(): number;
	/** Runs later, unless the world is reset or closed before; the returned function takes it back. */
	readonly after: (delayMs: number, run: () => void) => () => void;
	/** Aborts when the simulator is closed. */
	readonly closing: AbortSignal;
}

/** Gives the function to call whenever something may have been planned or put into the outbox. */
export function postman(shell: Shell): () => void {
	const { world } = shell;
	/** A reset gives the world a new agenda, and forgets the old one's timer. */
	let { agenda } = world;
	let wakesAt = Infinity;

	function moveOn(): void {
		if (agenda !== world.agenda) {
			({ agenda } = world);
			wakesAt = Infinity;
		}
		advance(world, shell.now());
		for (const callback of world.outbox.splice(0)) send(callback);
		const next = agenda[0];
		if (!next || next.at >= wakesAt) return;
		wakesAt = next.at;
		shell.after(Math.max(0, wakesAt - shell.now()), () => {
			wakesAt = Infinity;
			moveOn();
		});
	}

	function send(callback: Callback): void {
		const era = world.agenda;
		shell.after(Math.max(0, callback.dueAt - shell.now()), () => {
			void deliver(shell, callback).then((status) => {
				// The world may have been reset while the receiver took its time.
				if (shell.closing.aborted || world.agenda !== era) return;
				const again = delivered(world, callback, status, shell.now());
				if (again) send(again);
			});
		});
	}

	return moveOn;
}

/** One delivery; gives the receiver's status, 0 when it did not answer in time. */
async function deliver({ world, after, closing }: Shell, callback: Callback): Promise<number> {
	const tooLate = new AbortController();
	const forget = after(world.settings.delivery.timeoutMs, () => tooLate.abort());
	try {
		const answer = await fetch(callback.url, {
			method: 'POST',
			headers: callback.headers,
			body: JSON.stringify(callback.body),
			redirect: 'manual',
			signal: AbortSignal.any([closing, tooLate.signal]),
		});
		await answer.body?.cancel();
		return answer.status;
	} catch {
		return 0;
	} finally {
		forget();
	}
}
