// The shared time does not advance while anything is on its way, and jumps while everything waits: no test that lives in it depends on the machine.
import { createServer, request } from 'node:http';
import { sharedTime } from './sharedTime';

const HOUR_MS = 3_600_000;

let url = '';
/** What the server does before it answers. */
let before: () => Promise<void> = async () => {};

const server = createServer((incoming, response) => {
	incoming.resume().on('end', () => void before().then(() => response.end('{}')));
});
beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
});
afterAll(() => {
	server.close();
	server.closeAllConnections();
});

async function post(): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const sent = request(url, { method: 'POST', agent: false }, (answer) => answer.resume().on('end', resolve));
		sent.on('error', reject);
		sent.end('{}');
	});
}

test('a wait of an hour is over at once, and an hour has passed', async () => {
	const [begun, really] = [sharedTime.now(), Date.now()];
	await sharedTime.sleep(HOUR_MS);
	expect(sharedTime.now() - begun).toBeCloseTo(HOUR_MS, -1);
	expect(Date.now() - really).toBeLessThan(HOUR_MS);
});

test.each<[string, () => Promise<void>]>([
	['fetch', async () => void (await (await fetch(url, { method: 'POST', body: '{}' })).text())],
	['http', post],
])('the time that a server takes is all that passes with a request: %s', async (_name, send) => {
	before = async () => await sharedTime.sleep(700);
	// Others wait meanwhile, for less and for more.
	let minutes = 0;
	const stop = sharedTime.after(60_000, () => (minutes += 1));
	const begun = sharedTime.now();
	await Promise.all([send(), sharedTime.sleep(5)]);
	expect(sharedTime.now() - begun).toBeCloseTo(700, -1);
	expect(minutes).toBe(0);
	stop();
});

test('no time passes while a connection is made, for a name that has to be looked up', async () => {
	before = async () => {};
	let minutes = 0;
	const stop = sharedTime.after(60_000, () => (minutes += 1));
	await fetch(url.replace('127.0.0.1', 'localhost')).then((answer) => answer.text());
	expect(minutes).toBe(0);
	stop();
});

test('who waits for a condition finds the time at which it came true', async () => {
	let hours = 0;
	const count = () => {
		hours += 1;
		if (hours < 10) sharedTime.after(HOUR_MS, count);
	};
	sharedTime.after(HOUR_MS, count);
	await sharedTime.until(() => hours === 3);
	expect(hours).toBe(3);
	await sharedTime.until(() => hours === 5);
	expect(hours).toBe(5);
	await sharedTime.until(() => hours === 10);
});

test('a request that nobody answers is given up after the timeout of its connection, in no real time', async () => {
	before = async () => await new Promise(() => {});
	const begun = sharedTime.now();
	await new Promise<void>((resolve) => {
		const sent = request(url, { method: 'POST', agent: false });
		sent.setTimeout(HOUR_MS, () => sent.destroy(new Error('given up')));
		sent.on('error', () => resolve());
		sent.end('{}');
	});
	expect(sharedTime.now() - begun).toBeCloseTo(HOUR_MS, -1);
});
