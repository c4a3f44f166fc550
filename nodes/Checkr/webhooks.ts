import { deleteHook, type Registry } from '../shared/events/registration';
import type { Signature } from '../shared/events/signature';
import { listIn } from '../shared/answer/records';
import { textOf } from '../shared/values';
import { checkr } from './provider';

/**
 * The header X-Checkr-Signature signs the compact JSON of the body. The signing key is the API key for an account webhook, and
 * the OAuth client secret for a partner application (Checkr's OpenAPI document and OAuth reference integration).
 */
export const checkrSignature: Signature = {
	header: 'X-Checkr-Signature',
	algorithm: 'sha256',
	compactJson: true,
};

/**
 * The webhooks of an account, at most two per environment. Their events are selected in the Checkr Dashboard, so there are no
 * topics. The webhook of a partner application isn't among them, because no API sets it.
 */
export const accountWebhooks: Registry = {
	provider: checkr,
	async list(api) {
		return listIn(await api({ url: '/webhooks' }), 'data').map(
			({ id, webhook_url, deleted_at }) => ({
				id: String(id),
				url: textOf(webhook_url),
				topic: '',
				enabled: !deleted_at,
			}),
		);
	},
	async add(api, { url }) {
		const body = { webhook_url: url, include_object: true };
		const answer = await api({ method: 'POST', url: '/webhooks', body });
		return textOf((answer.body as { id?: unknown }).id);
	},
	remove: deleteHook,
	advice: (words) =>
		/limit/i.test(words)
			? 'Checkr allows two webhooks per account and environment. Delete one in the Checkr Dashboard under Account Settings > Developer Settings > Webhooks, or unpublish a workflow that uses one. Listening for a test event also uses one.'
			: undefined,
};
