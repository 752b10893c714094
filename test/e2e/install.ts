// Installed as users install it: packed, published to a local registry, clicked in at Settings → Community nodes, and kept.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { PROCESS, PROJECT } from '../ids';
import { freePort, removeFolder, start, throwAwayFolder, waitUntil, type Running } from '../n8n/processes';
import { CREDENTIAL_NAME, pack } from '../n8n/server';
import { INSTALLED, node24Environment, ROOT, setUpVerdaccio } from '../n8n/setup';
import { launchChromium, logIn } from './editor';
import { programFile } from './requirements';
import type { Suite } from './suite';
import { chain, startWorld, STAGE_TOKEN, uservox, type TestWorld } from './stage';

const PACKAGE = 'n8n-nodes-uservox';
const NODE_TYPE = `${PACKAGE}.uservox`;
const NODE = 'Uservox';
/** n8n packs, unpacks and loads meanwhile, and asks npmjs.org and its own server about the name, which may not answer. */
const INSTALL_PATIENCE_MS = 120_000;

/** One line of Settings → Community nodes. */
interface InstalledPackage {
	packageName: string;
	installedVersion: string;
	failedLoading?: boolean;
	installedNodes: Array<{ name: string; type: string }>;
}

export const install: Suite = {
	name: 'install',
	async run(check) {
		const folder = throwAwayFolder();
		const registry = await startRegistry(folder);
		try {
			await check('npm pack and npm publish to a registry', async () => {
				publish(folder, registry.url);
				const response = await fetch(`${registry.url}/${PACKAGE}/latest`);
				const { version, dependencies = {} } = (await response.json()) as { version: string; dependencies?: object };
				assert.equal(version, ownVersion());
				assert.deepEqual(dependencies, {}, 'n8n verifies no package with dependencies');
			});

			const env = { PATH: [npmFor(registry.url, folder), node24Environment().PATH].join(path.delimiter) };
			const world = await startWorld({ withPackage: false, withCredential: false, env });
			try {
				const chrome = await launchChromium();
				try {
					await check('Settings → Community nodes: install it by its name', async () => {
						assert.equal(await isKnown(world), false, 'the node is there before it is installed');
						await installByHand(chrome, world);
						await assertInstalled(world);
					});
				} finally {
					await chrome.close();
				}

				await check('the node runs', async () => {
					const credential = { apiToken: STAGE_TOKEN, projectId: PROJECT, baseUrl: world.simulator.url };
					await world.n8n.rest.createCredential('uservoxApi', CREDENTIAL_NAME, credential);
					await initiate(world, 'before');
				});

				await check('after a restart of n8n it is still there and runs', async () => {
					await world.n8n.restart();
					await assertInstalled(world);
					await initiate(world, 'after');
				});
			} finally {
				await world.close();
			}
		} finally {
			await registry.running.end();
			removeFolder(folder);
		}
	},
};

/** As a person does it: the button, the name, the box about the risks, the other button, and the card that appears. */
async function installByHand(chrome: Browser, { n8n }: TestWorld): Promise<void> {
	const page = await chrome.newPage();
	const id = (testId: string) => page.locator(`[data-test-id="${testId}"]`);
	await logIn(page, n8n);
	await page.goto(`${n8n.url}/settings/community-nodes`);
	await page.getByRole('button', { name: /^Install/ }).click();
	await page.locator('input[name="packageNameInput"]').fill(PACKAGE);
	await id('user-agreement-checkbox').click();
	await id('install-community-package-button').click();
	await id('community-package-card').getByText(PACKAGE).waitFor({ timeout: INSTALL_PATIENCE_MS });
}

/** n8n lists the package in our version, has loaded it, and knows the node. */
async function assertInstalled(world: TestWorld): Promise<void> {
	const installed = await world.n8n.rest.request<InstalledPackage[]>('GET', '/community-packages');
	assert.deepEqual(
		installed.map(({ packageName, installedVersion, failedLoading, installedNodes }) => ({
			packageName,
			installedVersion,
			failedLoading,
			nodes: installedNodes.map(({ name, type }) => `${name}: ${type}`),
		})),
		[
			{
				packageName: PACKAGE,
				installedVersion: ownVersion(),
				failedLoading: false,
				nodes: [`${NODE}: ${NODE_TYPE}`, `${NODE} Trigger: ${NODE_TYPE}Trigger`],
			},
		],
	);
	assert.ok(await isKnown(world), 'n8n does not know the node');
}

/** Whether n8n can describe the node to its editor; it refuses to for one that it has not loaded. */
async function isKnown({ n8n }: TestWorld): Promise<boolean> {
	const body = { nodeInfos: [{ name: NODE_TYPE, version: 1 }] };
	const found = await n8n.rest.request<Array<{ displayName: string }>>('POST', '/node-types', body).catch(() => []);
	return found.some(({ displayName }) => displayName === NODE);
}

/** Sends two leads, one of them without a number, and looks at both outputs and the books. */
async function initiate({ n8n, simulator }: TestWorld, referenceId: string): Promise<void> {
	const rows = [
		{ phone: `+99998000000${referenceId.length}`, name: 'Asha Example', referenceId },
		{ name: 'Bruno Sample' },
	];
	const workflow = chain('Installed', rows, uservox(NODE, { operation: 'bulkInitiate', processId: PROCESS }));
	const execution = await n8n.rest.run(await n8n.rest.importWorkflow(workflow), 'Start');
	assert.equal(execution.status, 'success', execution.error?.message);
	assert.deepEqual(
		execution.items(NODE, 0).map(({ json }) => json.referenceId),
		[referenceId],
	);
	assert.deepEqual(
		execution.items(NODE, 1).map(({ json }) => json.errorCode),
		['invalidLead'],
	);
	assert.equal(simulator.books.created.at(-1)?.referenceId, referenceId);
}

function ownVersion(): string {
	return (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Verdaccio on loopback, where everybody may publish, and which asks no other registry. */
async function startRegistry(folder: string): Promise<{ url: string; running: Running }> {
	setUpVerdaccio();
	const config = path.join(folder, 'verdaccio.json');
	const everybody = { access: '$all', publish: '$all' };
	writeFileSync(
		config,
		JSON.stringify({
			storage: path.join(folder, 'storage'),
			auth: { htpasswd: { file: path.join(folder, 'htpasswd') } },
			packages: { '**': everybody },
			web: { enable: false },
			log: { type: 'stdout', format: 'pretty', level: 'http' },
		}),
	);
	const url = `http://127.0.0.1:${await freePort()}`;
	// Verdaccio needs a newer Node than we do; n8n's is there.
	const running = start(
		path.join(INSTALLED.nodeBin, 'node'),
		[INSTALLED.verdaccio, '--config', config, '--listen', url],
		{
			env: node24Environment(),
			logFile: path.join(folder, 'verdaccio.log'),
		},
	);
	const isReady = async () => {
		if (!running.isRunning()) throw new Error(`Verdaccio ended at once:\n${running.tail()}`);
		return await fetch(`${url}/-/ping`).then(
			({ ok }) => ok,
			() => false,
		);
	};
	await waitUntil(isReady, 60_000, 'Verdaccio to be ready');
	return { url, running };
}

/** Publishes the packed package. npm wants a token, any token. */
function publish(folder: string, url: string): void {
	const userConfig = path.join(folder, 'npmrc');
	writeFileSync(userConfig, `${url.replace('http:', '')}/:_authToken=anybody\n`);
	const options = [`--registry=${url}`, `--userconfig=${userConfig}`, '--provenance=false'];
	execFileSync('npm', ['publish', pack(folder), ...options], { cwd: folder, stdio: 'ignore' });
}

/**
 * A folder with an `npm` that asks our registry, to be first on n8n's PATH: n8n runs `npm` to download a package, and its own
 * setting for another registry needs a licence.
 */
function npmFor(url: string, folder: string): string {
	const bin = path.join(folder, 'bin');
	mkdirSync(bin);
	writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\nexec "${programFile('npm')}" "$@" --registry=${url}\n`, {
		mode: 0o755,
	});
	return bin;
}
