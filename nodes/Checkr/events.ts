import { createHash } from 'crypto';
import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';
import { inWords, type ProviderEvent } from '../shared/events/item';
import type { Delivery } from '../shared/events/webhook';
import { isObject, textOf } from '../shared/values';

/** Events that only a partner application receives (Checkr's OAuth documentation). */
const partnerEvents: INodePropertyOptions[] = [
	{
		name: 'Account Credentialed',
		value: 'account.credentialed',
		description: 'A customer was credentialed, and their account can order checks',
	},
	{
		name: 'Token Deauthorized',
		value: 'token.deauthorized',
		description: 'A customer disconnected from your application',
	},
];

/** Events of an account by the object they are about (Checkr's OpenAPI document). */
const accountEvents = Object.entries({
	adverse_action: ['notice_not_delivered'],
	candidate: [
		'created',
		'driver_license_required',
		'id_required',
		'post_adverse_action',
		'pre_adverse_action',
		'updated',
	],
	continuous_check: ['confirmation_required', 'subscription_error'],
	i9: ['completed', 'created', 'deleted', 'updated'],
	invitation: ['completed', 'created', 'deleted', 'expired'],
	package: ['created', 'deleted', 'updated'],
	report: [
		'canceled',
		'completed',
		'created',
		'disputed',
		'engaged',
		'post_adverse_action',
		'pre_adverse_action',
		'resumed',
		'suspended',
		'updated',
		'upgraded',
	],
	verification: ['completed', 'created', 'processed'],
}).flatMap(([subject, happenings]) =>
	happenings.map((happening): INodePropertyOptions => {
		const value = `${subject}.${happening}`;
		return { name: inWords(value).replace(/(^| )\w/g, (letter) => letter.toUpperCase()), value };
	}),
);

const anyOrOther: INodePropertyOptions[] = [
	{ name: 'Any Event', value: '*' },
	{ name: 'Other Event', value: 'other' },
];

const byName = (one: INodePropertyOptions, other: INodePropertyOptions) =>
	one.name.localeCompare(other.name);

export const partnerEventOptions = [...partnerEvents, ...accountEvents, ...anyOrOther].sort(byName);

export const accountEventOptions = [...accountEvents, ...anyOrOther].sort(byName);

/**
 * Converts a Checkr event to its output. token.deauthorized contains the customer's access token, which is replaced by its
 * SHA-256 hash unless `withToken` is set, because n8n stores all output with the execution.
 */
export function checkrEvent({ event, id }: Delivery, withToken: boolean): ProviderEvent {
	const name = textOf(event.type);
	const object = objectOf(event);
	const token = textOf(object.access_code);
	const digest = createHash('sha256').update(token).digest('hex');
	const raw =
		token === '' || withToken
			? event
			: jsonParse<IDataObject>(JSON.stringify(event).replaceAll(token, `sha256:${digest}`));
	return {
		id,
		name,
		at: event.created_at,
		fields:
			name === 'token.deauthorized'
				? { access_token_sha256: digest, ...(withToken ? { access_token: token } : {}) }
				: { id: event.account_id ?? accountIn(name, object), ...fieldsOf(name, object) },
		raw,
	};
}

function objectOf({ data }: IDataObject): IDataObject {
	const object = isObject(data) ? data.object : undefined;
	return isObject(object) ? object : {};
}

/** Only account events have the account itself as their object. */
const accountIn = (name: string, { id }: IDataObject) =>
	name.startsWith('account.') ? id : undefined;

const accountFields = [
	'name',
	'uri_name',
	'authorized',
	'api_authorized',
	'purpose',
	'billing_email',
];

const otherFields = [
	'status',
	'result',
	'adjudication',
	'package',
	'candidate_id',
	'report_id',
	'invitation_url',
	'custom_id',
];

function fieldsOf(name: string, object: IDataObject): IDataObject {
	const isAccount = name.startsWith('account.');
	const about = isAccount
		? {}
		: { object: object.object ?? name.split('.')[0], object_id: object.id };
	const fields = isAccount ? accountFields : otherFields;
	return {
		...about,
		...Object.fromEntries(
			fields.filter((field) => object[field] !== undefined).map((field) => [field, object[field]]),
		),
	};
}
