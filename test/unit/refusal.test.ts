// The vendor's statuses and messages, and the codes they become.
import { codeOfLeadMessage, codeOfTooMany, maximumLeads, refusalOf } from '../../nodes/Uservox/api/answer/refusal';
import { FOREIGN } from '../ids';

test.each([
	['A call attempt has already been made to this phone number for this project', 'alreadyCalled'],
	['already exists for this project and process', 'alreadyExists'],
	['Phone number contains repeating digits pattern', 'invalidPhone'],
	['Invalid phone number', 'invalidPhone'],
	['projectId is required in lead object', 'wrongProject'],
	['projectId does not match authenticated project', 'wrongProject'],
	['missing projectId', 'wrongProject'],
	[`Process not found for lead with processId: ${FOREIGN}`, 'processNotFound'],
	[`Lead with ID ${FOREIGN} not found`, 'leadNotFound'],
	['Either name or firstName is required', 'rejected'],
	['', 'rejected'],
])('a lead’s message "%s" is %s', (message, code) => {
	expect(codeOfLeadMessage(message)).toBe(code);
});

test.each<[number, string | undefined, Parameters<typeof refusalOf>[2], string, string]>([
	[400, 'Either leadIds or leads array is required', 'batch', 'requestRefused', 'lead'],
	[400, 'Input must be an array', 'batch', 'requestRefused', 'lead'],
	[400, undefined, 'batch', 'requestRefused', 'lead'],
	[400, 'Phone number contains repeating digits pattern', 'lead', 'invalidPhone', 'lead'],
	[400, 'already exists for this project and process', 'lead', 'alreadyExists', 'lead'],
	[400, 'projectId is required in lead object', 'lead', 'wrongProject', 'lead'],
	[401, 'Unauthorized', 'batch', 'accessRefused', 'run'],
	[403, undefined, 'lead', 'accessRefused', 'run'],
	[403, 'Invalid or missing API token', 'batch', 'accessRefused', 'run'],
	[403, 'Some leads have missing or invalid projectId', 'batch', 'wrongProject', 'project'],
	[403, 'projectId does not match authenticated project', 'lead', 'wrongProject', 'project'],
	[403, 'Project is inactive or not found', 'batch', 'accessRefused', 'project'],
	[404, 'Process not found for lead with processId: x', 'batch', 'processNotFound', 'process'],
	[404, 'Lead with ID x not found', 'lead', 'leadNotFound', 'lead'],
	[404, undefined, 'batch', 'requestRefused', 'lead'],
	[302, undefined, 'batch', 'requestRefused', 'lead'],
	[400, 'A call attempt has already been made to this phone number', 'batchOfOne', 'alreadyCalled', 'lead'],
	[400, 'Invalid phone number', 'batchOfOne', 'invalidPhone', 'lead'],
	[400, 'Leads array is required', 'batchOfOne', 'requestRefused', 'lead'],
	[409, 'Conflict', 'batchOfOne', 'alreadyExists', 'lead'],
])('HTTP %i "%s" for a %s is %s and reaches the %s', (status, error, of, errorCode, reach) => {
	expect(refusalOf(status, error === undefined ? undefined : { error }, of)).toMatchObject({
		errorCode,
		reach,
	});
});

test('"Maximum of N leads" is read at status 400 only', () => {
	const body = { error: 'Maximum of 250 leads allowed per request' };
	expect([maximumLeads(400, body), maximumLeads(403, body), maximumLeads(400, { error: 'x' })]).toEqual([
		250,
		undefined,
		undefined,
	]);
});

test('a 429 that speaks of a block is one', () => {
	expect(codeOfTooMany('API key temporarily blocked due to too many duplicate submissions')).toBe('keyBlocked');
	expect([codeOfTooMany('Too many requests'), codeOfTooMany(undefined)]).toEqual(['rateLimited', 'rateLimited']);
});
