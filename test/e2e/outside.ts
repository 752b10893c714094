// Plays the services outside that example workflows use: a spreadsheet that is read and written, HubSpot, Slack and mail.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { jsonParse, type IDataObject, type INode } from 'n8n-workflow';
import type { WorkflowFile } from '../workflows';

/** A row as the Google Sheets node gives it. */
export type Row = IDataObject & { row_number: number };

export interface Outside {
	/** The tabs of the one spreadsheet there is, by name. */
	tabs: Record<string, Row[]>;
	/** The first row of the range that sheets are read by. Google's node counts `row_number` from there, and updates by the sheet's own. */
	rangeFrom: number;
	/** HubSpot's contacts, by id. */
	contacts: Record<string, IDataObject>;
	/** What nodes have sent to HubSpot, Slack and by mail, by the node's name. */
	sent: Record<string, IDataObject[]>;
	/** The workflow with its services replaced by this one. All else stays as users import it. */
	replaceIn(workflow: WorkflowFile): WorkflowFile;
	close(): Promise<void>;
}

/** A row with an empty cell for each column, numbered as in a sheet whose first row holds the headers. */
export function rowsOf(columns: string[], rows: IDataObject[]): Row[] {
	const empty = Object.fromEntries(columns.map((column) => [column, '']));
	return rows.map((row, index) => ({ row_number: index + 2, ...empty, ...row }));
}

/** What a node would ask of Google Sheets. */
interface SheetParameters {
	operation?: string;
	sheetName: { value: string };
	filtersUI?: { values: Array<{ lookupColumn: string; lookupValue: string }> };
	columns?: { value: Record<string, string>; matchingColumns: string[] };
}

/** What nodes send outside: the values by their names there. */
interface SentParameters {
	operation?: string;
	contactId?: { value: string };
	email?: string;
	additionalFields?: {
		customPropertiesUi?: { customPropertiesValues: Array<{ property: string; value: string }> };
		associations?: { contactIds: string };
	};
	metadata?: Record<string, string>;
	text?: string;
	subject?: string;
	html?: string;
}

export async function startOutside(): Promise<Outside> {
	const state: Pick<Outside, 'tabs' | 'rangeFrom' | 'contacts' | 'sent'> = {
		tabs: {},
		rangeFrom: 1,
		contacts: {},
		sent: {},
	};

	const answer = (path: string, query: URLSearchParams, values: IDataObject): unknown => {
		const name = query.get('name') ?? '';
		switch (path) {
			case '/read': {
				const column = query.get('column');
				const rows = (state.tabs[name] ?? []).map((row): Row => ({
					...row,
					row_number: row.row_number - state.rangeFrom + 1,
				}));
				return column === null ? rows : rows.filter((row) => textOf(row[column]) === textOf(values.value));
			}
			case '/update': {
				const match = query.get('column') ?? '';
				// As Google's node does: the first row that has the value, and without one none.
				const row = (state.tabs[name] ?? []).find((each) => textOf(each[match]) === textOf(values[match]));
				if (row !== undefined && match in values) Object.assign(row, values, { row_number: row.row_number });
				return values;
			}
			case '/append': {
				const rows = (state.tabs[name] ??= []);
				rows.push({ ...values, row_number: rows.length + 2 });
				return values;
			}
			case '/contact': {
				const contact = state.contacts[textOf(values.contactId)];
				assert.ok(contact, `HubSpot has no contact ${textOf(values.contactId)}`);
				return contact;
			}
			case '/sent':
				(state.sent[name] ??= []).push(values);
				return {};
			default:
				throw new Error(`Nothing is outside at ${path}`);
		}
	};

	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
			const body = Buffer.concat(chunks).toString('utf8');
			let status = 200;
			let told: unknown;
			try {
				told = answer(pathname, searchParams, body === '' ? {} : jsonParse<IDataObject>(body));
			} catch (error) {
				status = 500;
				told = { message: String(error) };
			}
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	assert.ok(address !== null && typeof address === 'object');
	const url = `http://127.0.0.1:${address.port}`;

	return Object.assign(state, {
		replaceIn: (workflow: WorkflowFile) => ({ ...workflow, nodes: workflow.nodes.map((node) => replaced(node, url)) }),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	});
}

function replaced(node: INode, url: string): INode {
	switch (node.type) {
		case 'n8n-nodes-base.googleSheets':
			return sheetRequest(node, url);
		case 'n8n-nodes-base.hubspot':
		case 'n8n-nodes-base.slack':
		case 'n8n-nodes-base.emailSend':
			return sentRequest(node, url);
		// A trigger of a service outside registers itself there: nothing starts it here.
		case 'n8n-nodes-base.hubspotTrigger':
			return { ...node, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
		default:
			return node;
	}
}

function sheetRequest(node: INode, url: string): INode {
	const { operation, sheetName, filtersUI, columns } = node.parameters as unknown as SheetParameters;
	const name = encodeURIComponent(sheetName.value);
	if (operation === 'update') {
		assert.ok(columns !== undefined, `${node.name}: no columns`);
		const [match = ''] = columns.matchingColumns;
		assert.ok(match in columns.value, `${node.name}: does not say which row`);
		return request(node, `${url}/update?name=${name}&column=${encodeURIComponent(match)}`, columns.value);
	}
	if (operation === 'append') {
		assert.ok(columns !== undefined, `${node.name}: no columns`);
		return request(node, `${url}/append?name=${name}`, columns.value);
	}
	const [filter] = filtersUI?.values ?? [];
	if (filter === undefined) return request(node, `${url}/read?name=${name}`, {});
	return request(node, `${url}/read?name=${name}&column=${encodeURIComponent(filter.lookupColumn)}`, {
		value: filter.lookupValue,
	});
}

function sentRequest(node: INode, url: string): INode {
	const { operation, contactId, additionalFields, ...rest } = node.parameters as unknown as SentParameters;
	if (operation === 'get') return request(node, `${url}/contact`, { contactId: contactId?.value ?? '' });
	const custom = additionalFields?.customPropertiesUi?.customPropertiesValues ?? [];
	const values = {
		...Object.fromEntries(custom.map(({ property, value }) => [property, value])),
		...rest.metadata,
		...additionalFields?.associations,
		...Object.fromEntries(
			(['email', 'text', 'subject', 'html'] as const).flatMap((key) =>
				rest[key] === undefined ? [] : [[key, rest[key]]],
			),
		),
	};
	return request(node, `${url}/sent?name=${encodeURIComponent(node.name)}`, values);
}

/** A node of the same name that posts the values. */
function request(node: INode, url: string, values: Record<string, string>): INode {
	const parameters = Object.entries(values).map(([name, value]) => ({ name, value }));
	return {
		...node,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url,
			sendBody: parameters.length > 0,
			contentType: 'json',
			specifyBody: 'keypair',
			bodyParameters: { parameters },
			options: {},
		},
		credentials: undefined,
	};
}

function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
