// The project of an operation. There is nothing to pick it from: a token belongs to one project.
import type { INodeProperties } from 'n8n-workflow';

export const projectParameter: INodeProperties = {
	displayName: 'Project ID',
	name: 'projectId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 507f1f77bcf86cd799439011',
	description:
		'The Uservox project: 24 hexadecimal digits, from Account Settings in Uservox. If it is empty, the field "projectId" of the item counts, else the project of the credential.',
};
