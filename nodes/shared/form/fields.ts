import type { INodeProperties } from 'n8n-workflow';

/** Settings for how requests are sent. n8n adds its own request options (batching, proxy, timeout) to the same group. */
export const requestOptions: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Max Rate Limit Wait',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 1440 },
			default: 30,
			description: "Max number of minutes that an item waits for the provider's rate limit",
		},
		{
			displayName: 'Requests at Once',
			name: 'requestsAtOnce',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 50 },
			default: 20,
			description:
				'Max number of requests to send at the same time, across all workflows that use the same credential. The node starts with a few and sends more as long as the provider keeps up.',
		},
		{
			displayName: 'Retries',
			name: 'retries',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10 },
			default: 5,
			description:
				"Max number of times to retry a request when the provider is unavailable or can't be reached. A request that might create a duplicate is never retried.",
		},
	],
};

/** Return All and Limit, which every Get Many has. */
export const returnAllOrLimit: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		displayOptions: { show: { returnAll: [false] } },
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
];

export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/**
 * The two ways to select a record in a form: from a list that a method of the node searches, or by typing. `record`
 * includes its article ("an account"), and `typed` is what the user types.
 */
export function listedOrTyped(
	searchListMethod: string,
	record: string,
	placeholder: string,
	typed: 'ID' | 'Code' = 'ID',
): Pick<INodeProperties, 'modes'> {
	return {
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select ${record}...`,
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: `By ${typed}`, name: typed.toLowerCase(), type: 'string', placeholder },
		],
	};
}

/** The events of a trigger that its list doesn't contain, shown if "Other Event" is selected. */
export function otherEvents(placeholder: string, description: string): INodeProperties {
	return {
		displayName: 'Other Events',
		name: 'otherEvents',
		type: 'string',
		required: true,
		displayOptions: { show: { events: ['other'] } },
		default: '',
		placeholder,
		description,
	};
}
