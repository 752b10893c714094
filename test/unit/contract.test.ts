// What saved workflows and n8n's rules depend on: defaults said twice agree, codes are those of the contract, no dependencies.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import { optionProperties } from '../../nodes/Uservox/operations/lead/handOverOptions';
import { optionsSchema } from '../../nodes/Uservox/model/options';
import { RETRYABLE_BY_CODE } from '../../nodes/Uservox/model/outcome';
import { parseObject } from '../values';

const read = (name: string) => readFileSync(path.resolve(__dirname, '../..', name), 'utf8');
const shownOptions = (optionProperties[0]?.options ?? []).filter(
	(option): option is INodeProperties => 'type' in option,
);

test('the defaults n8n shows are those the node uses, and those of the contract', () => {
	expect(Object.fromEntries(shownOptions.map(({ name, default: value }) => [name, value]))).toEqual(
		optionsSchema.parse({}),
	);
	expect(optionsSchema.parse({})).toEqual({
		apiVersion: 'default',
		batchSize: 1000,
		maxConcurrentRequests: 10,
		requestsPerWindow: 100,
		maxRetries: 3,
		timeout: 60_000,
		validateLeads: true,
		skipInputDuplicates: true,
		cleanPhoneNumbers: true,
		includeInput: false,
		duplicateGuard: true,
		dryRun: false,
	});
});

test.each(
	shownOptions
		.filter(({ typeOptions }) => typeOptions?.maxValue !== undefined)
		.map((option) => [option.name, option] as const),
)('the bounds n8n shows for %s are those the node keeps', (name, { typeOptions }) => {
	for (const value of [typeOptions?.minValue, typeOptions?.maxValue])
		expect(optionsSchema.safeParse({ [name]: value }).success).toBe(true);
	expect(optionsSchema.safeParse({ [name]: (typeOptions?.maxValue ?? 0) + 1 }).success).toBe(false);
});

test('the error codes are those of the contract', () => {
	const no = [
		'invalidLead',
		'duplicateInInput',
		'alreadySent',
		'alreadyExists',
		'alreadyCalled',
		'invalidPhone',
		'rejected',
		'wrongProject',
		'processNotFound',
		'leadNotFound',
		'accessRefused',
		'requestRefused',
		'unconfirmed',
	];
	const yes = ['serverFailure', 'rateLimited', 'keyBlocked', 'notSent'];
	expect(RETRYABLE_BY_CODE).toEqual(
		Object.fromEntries([...no.map((code) => [code, false]), ...yes.map((code) => [code, true])]),
	);
});

test('the README’s table of error codes says the same', () => {
	const rows = [...read('README.md').matchAll(/^\| `(\w+)` \|[^|]*\| (no|yes|later) \|/gm)].map(
		([, code, retryable]) => [code, retryable !== 'no'],
	);
	expect(Object.fromEntries(rows)).toEqual(RETRYABLE_BY_CODE);
});

test('the package has no dependencies but n8n-workflow as a peer, and nothing that runs at install time', () => {
	const manifest = parseObject(read('package.json'));
	for (const name of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'overrides'])
		expect(manifest).not.toHaveProperty(name);
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
		expect(manifest.scripts).not.toHaveProperty(name);
});
