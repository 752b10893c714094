// The project of an operation. There is nothing to pick it from: a token belongs to one project.
import type { INodeProperties } from 'n8n-workflow';

export const projectParameter: INodeProperties = {
	displayName: 'Project ID',
	name: 'projectId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 507f1f77bcf86cd799439011',
	description:
		'The Uservox project, as 24 hexadecimal digits, found in the project settings. Empty: the field "projectId" of the item, else the project of the credential.',
};
