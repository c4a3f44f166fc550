import { textOf } from '../values';

/** The names in a parameter, which can be a list or a comma-separated string, for example from an expression. */
export function namesIn(parameter: unknown): string[] {
	return [parameter]
		.flat()
		.flatMap((text) => textOf(text).split(','))
		.map((name) => name.trim())
		.filter((name) => name !== '');
}

/** The event names that are selected in a trigger's form. "other" is replaced by the names that were typed in. */
export function selectedEvents(context: {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}): string[] {
	const typed = namesIn(context.getNodeParameter('otherEvents', ''));
	return namesIn(context.getNodeParameter('events')).flatMap((name) =>
		name === 'other' ? typed : [name],
	);
}

/** Whether an event matches one of the names, where `*` is a wildcard. */
export function isNamed(event: string, names: string[]): boolean {
	return names.some((name) => patternOf(name).test(event));
}

function patternOf(name: string): RegExp {
	const parts = name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('.*')}$`, 'i');
}
