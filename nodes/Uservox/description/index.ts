// All parameters of the node, in the order in which the user meets them.
import type { INodeProperties } from 'n8n-workflow';
import { leadFieldProperties } from './leadFields';
import { operationProperties } from './operations';
import { optionProperties } from './options';

export const properties: INodeProperties[] = [...operationProperties, ...leadFieldProperties, ...optionProperties];
