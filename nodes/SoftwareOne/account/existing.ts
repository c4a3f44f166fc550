import type { IDataObject, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { idsOf } from '../../shared/answer/lookUp';
import { pageIn } from '../../shared/answer/paging';
import type { Existing, LookUp } from '../../shared/operation';
import { Failure } from '../../shared/report/failure';
import { at, isEmpty, textOf } from '../../shared/values';
import { ACCOUNTS, rqlEquals, softwareOnePages, withRql } from '../provider';
import { createFields } from './createFields';

/** Details that don't identify a customer, because SoftwareOne is known to set them on its own. */
const SET_BY_SOFTWAREONE = ['status', 'externalName'];
/** SoftwareOne is known to omit this one, so only a different value counts as a difference. */
const LEFT_OUT = 'externalIds.pyraTenantId';

/** The details that identify a customer: request path → label. */
const DETAILS = new Map(
	detailsIn(createFields).filter(([path]) => !SET_BY_SOFTWAREONE.includes(path)),
);

/**
 * SoftwareOne has no idempotency key, and nothing public says that names or external IDs are unique. So the node searches before
 * it creates an account: by External ID if it is set, and otherwise by name and type, where all other details that are set must
 * match too.
 */
export const existing: Existing = {
	choices: ['create'],
	recognizedBy:
		"The node recognizes a SoftwareOne account by 'External ID' if you set it, and otherwise by its name, type, and all other details that you set",
	identity: identityOf,
	find,
};

function identityOf({ body }: IHttpRequestOptions): string {
	const { externalId, name } = body as IDataObject;
	// Accounts with the same name are created one at a time, so that details are always compared with existing ones.
	return JSON.stringify(externalId ? { externalId } : { name: comparable(name) });
}

async function find({ request, exchange, made }: LookUp): Promise<IDataObject | undefined> {
	const wanted = request.body as IDataObject;
	const key = wanted.externalId ? 'externalId' : 'name';
	const paths = key === 'externalId' ? ['type'] : [...DETAILS.keys()];
	const filters = [rqlEquals(key, String(wanted[key]))];
	if (key === 'name') filters.push(rqlEquals('type', String(wanted.type)));
	const filter = filters.length > 1 ? `and(${filters.join(',')})` : filters[0];
	const url = withRql(ACCOUNTS, filter, `limit=${softwareOnePages.most}`);
	const answer = await exchange({ ...request, method: 'GET', url, body: undefined });
	const { rows, total = rows.length } = pageIn(softwareOnePages, answer);
	const all = made && !rows.some(({ id }) => id === made.id) ? [...rows, made] : rows;
	const found = all.filter((record) => comparable(record[key]) === comparable(wanted[key]));
	const same = found.filter((record) => differing(record, wanted, paths).length === 0);
	if (total <= rows.length && same.length === 1) return same[0];
	if (total <= rows.length && found.length === 0) return undefined;
	throw undecided(wanted, key, found.length > 0 ? found : rows, same.length > 1 ? [] : paths);
}

/** The details that were set and differ from the record. */
function differing(record: IDataObject, wanted: IDataObject, paths: string[]): string[] {
	return paths.filter((path) => {
		const [given, there] = [at(wanted, path), at(record, path)];
		if (isEmpty(given) || (path === LEFT_OUT && isEmpty(there))) return false;
		// Two names may differ only in case. SoftwareOne may change the case of everything else.
		return path === 'name'
			? textOf(given) !== textOf(there)
			: comparable(given) !== comparable(there);
	});
}

function comparable(value: unknown): string {
	return textOf(value).normalize().toLowerCase();
}

/** The failure if accounts were found, but it isn't certain whether one of them belongs to this customer. */
function undecided(
	wanted: IDataObject,
	key: 'externalId' | 'name',
	found: IDataObject[],
	paths: string[],
): Failure {
	const one = found.length === 1;
	const count = one ? 'an account' : `${found.length} accounts`;
	const known =
		key === 'name' ? `named '${wanted.name}'` : `with External ID '${wanted.externalId}'`;
	const labels = differing(found[0] ?? {}, wanted, paths).map((path) => `'${DETAILS.get(path)}'`);
	const differs = `, but ${labels.join(', ')} ${labels.length > 1 ? 'differ' : 'differs'}`;
	const compared = one ? differs : paths.length > 0 ? ', but none of them matches all details' : '';
	const give = key === 'name' ? "set its 'External ID' here, or " : '';
	return new Failure(
		'already_exists',
		`SoftwareOne already has ${count} ${known} (${idsOf(found, 'id')})${compared}`,
		`If ${one ? 'it' : 'one of them'} is this customer's account, ${give}use Get or Update with its ID. If this is a new customer, set 'If It Already Exists' to Create Another.`,
	);
}

/** Request path and label of each field, including fields in collections. */
function detailsIn(properties: INodeProperties[]): Array<[string, string]> {
	return properties.flatMap(({ type, options, displayName, routing }) => {
		if (type === 'collection') return detailsIn((options ?? []) as INodeProperties[]);
		const path = routing?.send?.property;
		return path ? [[path, displayName] as [string, string]] : [];
	});
}
