import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { baseUrlOf } from '../shared/auth/environment';
import { propertiesOf } from '../shared/resource';
import { send } from '../shared/send/send';
import {
	getExtraLoginFields,
	getTerms,
	searchAccounts,
	searchAuthorisations,
	searchProviders,
	searchUsers,
} from './lists';
import { teal } from './provider';
import { createAccount } from './account/create';
import { deleteAccount } from './account/delete';
import { getAccount } from './account/get';
import { getAccounts } from './account/getAll';
import { submitMfa } from './account/submitMfa';
import { createAuthorisation } from './authorisation/create';
import { getAuthorisations } from './authorisation/getAll';
import { revokeAuthorisation } from './authorisation/revoke';
import { getProviders } from './payrollProvider/getAll';
import { createUser } from './user/create';
import { deleteUser } from './user/delete';
import { getUser } from './user/get';
import { getUsers } from './user/getAll';

export class Teal implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Teal',
		name: 'teal',
		icon: { light: 'file:teal.svg', dark: 'file:teal.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: "Connect your customers' payroll accounts through Teal",
		defaults: { name: 'Teal' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'tealApi',
				required: true,
				displayOptions: { show: { authentication: ['tealApi'] } },
			},
			{
				name: 'tealMemberApi',
				required: true,
				displayOptions: { show: { authentication: ['tealMemberApi'] } },
			},
		],
		requestDefaults: {
			baseURL: baseUrlOf(teal.environments),
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		},
		requestOperations: { pagination: send },
		properties: propertiesOf(
			[
				createAccount,
				deleteAccount,
				getAccount,
				getAccounts,
				submitMfa,
				createAuthorisation,
				getAuthorisations,
				revokeAuthorisation,
				getProviders,
				createUser,
				deleteUser,
				getUser,
				getUsers,
			],
			[
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
					description:
						'How to authenticate with Teal. An API key is the better choice for automation.',
				},
			],
		),
	};

	methods = {
		listSearch: { searchAccounts, searchAuthorisations, searchProviders, searchUsers },
		loadOptions: { getTerms },
		resourceMapping: { getExtraLoginFields },
	};
}
