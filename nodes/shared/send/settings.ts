import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';
import type { Issue } from '../operation';
import type { Settings } from './deliver';

/**
 * The ranges and defaults of Request Options. The wait for the rate limit is in minutes. The form repeats them, because n8n's
 * lint needs literals there.
 */
const BOUNDS = {
	requestsAtOnce: { least: 1, most: 50, otherwise: 20 },
	retries: { least: 0, most: 10, otherwise: 5 },
	maxWait: { least: 0, most: 1_440, otherwise: 30 },
};

/** The values of Request Options, limited to their ranges. */
export function settingsOf(context: Pick<IExecuteSingleFunctions, 'getNodeParameter'>): Settings {
	const options = context.getNodeParameter('requestOptions', {}) as IDataObject;
	return {
		maximum: within(options.requestsAtOnce, BOUNDS.requestsAtOnce),
		retries: within(options.retries, BOUNDS.retries),
		patienceMs: within(options.maxWait, BOUNDS.maxWait) * 60_000,
	};
}

function within(
	given: unknown,
	{ least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
	const number = given === undefined ? NaN : Number(given);
	return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : otherwise;
}

/** The max number of records to return: Infinity with Return All. Adds an issue if Limit is invalid. */
export function limitOf(
	context: Pick<IExecuteSingleFunctions, 'getNodeParameter'>,
	issues: Issue[] = [],
): number {
	if (/^true$/i.test(String(context.getNodeParameter('returnAll', false)))) return Infinity;
	const given = context.getNodeParameter('limit', 50);
	const limit = ['number', 'string'].includes(typeof given) ? Number(given) : NaN;
	if (!Number.isInteger(limit) || limit < 1) {
		const text = `must be a whole number of at least 1 (got "${String(given).slice(0, 60)}")`;
		issues.push({ field: 'Limit', text });
	}
	return limit;
}
