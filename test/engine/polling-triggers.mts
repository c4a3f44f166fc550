import type { INodeParameters } from 'n8n-workflow';
import { addEvent } from '../../sandbox/events/gusto.mts';
import { gustoClient, gustoSystemToken } from '../../sandbox/providers/gusto.mts';
import { addAccount, softwareoneToken } from '../../sandbox/providers/softwareone.mts';
import { yardstikKey } from '../../sandbox/providers/yardstik.mts';
import type { Sandbox } from '../../sandbox/server.mts';
import type { ProviderName } from '../../sandbox/types.mts';

/** A polling trigger, and how to cause events at its provider. Each event has its own account. */
export interface PollingTrigger {
	node: string;
	provider: ProviderName;
	/** The provider's name in messages. */
	name: string;
	credential: string;
	/** The secrets that the credential holds, by field. */
	secrets: Record<string, string>;
	parameters: INodeParameters;
	/** Output field that holds the account's ID. */
	account: string;
	/** Causes the next event and returns the ID of its account. */
	happen(): string;
}

/** Far from this machine's clock: only SoftwareOne's own clock counts. */
export const noon = Date.UTC(2024, 10, 24, 12);

/** All polling triggers. To add a provider, add a row. */
export function pollingTriggers(sandbox: () => Sandbox): PollingTrigger[] {
	let seconds = 0;
	return [
		{
			node: 'gustoTrigger',
			provider: 'gusto',
			name: 'Gusto',
			credential: 'gustoSystemApi',
			secrets: {
				clientId: gustoClient.id,
				clientSecret: gustoClient.secret,
				accessToken: gustoSystemToken,
			},
			parameters: { events: ['company.approved'] },
			account: 'company_uuid',
			happen: () => addEvent(sandbox().books.gusto.feed, 'company.approved').resource_uuid,
		},
		{
			node: 'softwareOneTrigger',
			provider: 'softwareone',
			name: 'SoftwareOne',
			credential: 'softwareOneApi',
			secrets: { apiToken: softwareoneToken },
			parameters: { events: ['account.created'] },
			account: 'id',
			happen() {
				seconds += 1;
				const at = new Date(noon + seconds * 1000).toISOString();
				const given = { name: `Customer ${seconds}`, type: 'Client' };
				return addAccount(sandbox().books.softwareone, given, at).id;
			},
		},
		{
			node: 'yardstikPollingTrigger',
			provider: 'yardstik',
			name: 'Yardstik',
			credential: 'yardstikApi',
			secrets: { apiKey: yardstikKey },
			parameters: { events: ['subaccount.created'] },
			account: 'id',
			happen() {
				sandbox().seed('yardstik', 1);
				return sandbox().books.yardstik.subaccounts.at(-1)!.id;
			},
		},
	];
}
