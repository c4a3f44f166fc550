import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/environment';
import { requestOptions } from '../shared/fields';
import { send } from '../shared/send';
import { accountDescription } from './account';
import { authorisationDescription } from './authorisation';
import { getExtraLoginFields, getTerms, searchAccounts, searchAuthorisations, searchProviders, searchUsers } from './lists';
import { teal } from './provider';
import { providerDescription } from './payrollProvider';
import { userDescription } from './user';

export class Teal implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Teal',
		name: 'teal',
		icon: { light: 'file:teal.svg', dark: 'file:teal.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Connect the payroll accounts of customers through Teal',
		defaults: { name: 'Teal' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'tealApi', required: true, displayOptions: { show: { authentication: ['tealApi'] } } },
			{ name: 'tealMemberApi', required: true, displayOptions: { show: { authentication: ['tealMemberApi'] } } },
		],
		requestDefaults: {
			baseURL: baseUrlOf(teal.environments),
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		},
		requestOperations: { pagination: send },
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'API Key', value: 'tealApi' },
					{ name: 'Member Sign-In', value: 'tealMemberApi' },
				],
				default: 'tealApi',
				description: 'What to sign in to Teal with. An API key is the better choice for automation.',
			},
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Account', value: 'account' },
					{ name: 'Authorisation', value: 'authorisation' },
					{ name: 'Provider', value: 'provider' },
					{ name: 'User', value: 'user' },
				],
				default: 'account',
			},
			...accountDescription,
			...authorisationDescription,
			...providerDescription,
			...userDescription,
			requestOptions,
		],
	};

	methods = {
		listSearch: { searchAccounts, searchAuthorisations, searchProviders, searchUsers },
		loadOptions: { getTerms },
		resourceMapping: { getExtraLoginFields },
	};
}
