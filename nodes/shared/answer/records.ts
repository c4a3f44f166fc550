import type { IDataObject } from 'n8n-workflow';
import type { Answer, Operation } from '../operation';
import type { Dialect } from '../provider';
import { Failure } from '../report/failure';
import { wordsOf } from '../report/words';
import { at, isEmpty, isObject, recordsAt } from '../values';

/** The records of the list at a path in a response. Throws a Failure with the provider's message if there is no list. */
export function listIn(
	{ statusCode, body }: Answer,
	path: string,
	dialect?: Dialect,
): IDataObject[] {
	if (statusCode !== 204 && !Array.isArray(at(body, path))) {
		const said = wordsOf(body, dialect);
		throw new Failure(
			'unavailable',
			`The response does not contain a list${said ? `: ${said}` : ''}`,
			'Run this item again later.',
			statusCode,
		);
	}
	return recordsAt(body, path);
}

/** The records in the response to an operation without pagination. Throws a Failure if there are none to read. */
export function recordsIn(answer: Answer, operation: Operation): IDataObject[] {
	const { body, statusCode } = answer;
	const { verb, noun, rows = '', provider } = operation;
	if (operation.answer) return [operation.answer];
	if (verb === 'list') return listIn(answer, rows, provider.dialect);
	if (verb === 'get' && isEmpty(body)) {
		const advice = 'Run this item again later.';
		throw new Failure(
			'unavailable',
			`The response does not contain the ${noun}`,
			advice,
			statusCode,
		);
	}
	return Array.isArray(body) ? recordsAt(body, '') : [isObject(body) ? body : {}];
}
