import type { ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import type { Answer, Exchange, Operation } from '../operation';
import type { Provider } from '../provider';
import { maskedBody } from '../report/secrets';
import { accountOf, isRenewable } from './account';
import { Attempt } from './attempt';
import { exchangeFor } from './deliver';
import { gateOf } from './gate';
import { TIMEOUTS } from './transport';

/** Few retries and short waits, because the user is waiting. */
const SETTINGS = { maximum: 5, retries: 2, patienceMs: 20_000 };

/** The source of data that is read outside a node run: lists in a form, and a trigger's events. */
export interface Source {
	operation: Operation;
	/** The credential's type and base URL. */
	type: string;
	baseURL: string;
}

/** Returns a function that sends GET requests outside a node run, through the same gate as everything else. Throws a Failure. */
export function readerFor(
	context: ILoadOptionsFunctions | IPollFunctions,
	{ operation, type, baseURL }: Source,
): Exchange {
	const send = exchangeFor({
		task: { operation, issues: [] },
		attempt: new Attempt(),
		run: {},
		gate: gateOf(accountOf(context.getNode(), type, baseURL), operation.provider),
		settings: SETTINGS,
		transport: {
			operation,
			renewable: () => isRenewable(context.getCredentialsProperties(type)),
			masked: async (body) => await maskedBody(context, operation, body),
			request: async (once) =>
				(await context.helpers.httpRequestWithAuthentication.call(context, type, {
					...once,
					returnFullResponse: true,
				})) as Answer,
		},
	});
	return async (options) =>
		await send({
			method: 'GET',
			baseURL,
			timeout: TIMEOUTS.read,
			...options,
			headers: { Accept: 'application/json', ...options.headers },
		});
}

/** An operation that reads a list, for its messages. `noun` is what is read, such as "subaccounts". */
export function readingOf(provider: Provider, noun: string, url: string): Operation {
	return {
		provider,
		resource: { name: noun, value: noun },
		option: { name: 'Get Many', value: 'getAll', action: `Get many ${noun}`, description: noun },
		request: { method: 'GET', url },
		noun,
		verb: 'list',
		repeat: 'always',
		fields: [],
	};
}
