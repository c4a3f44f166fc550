import type { Environments } from './environment';
import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeProperties,
} from 'n8n-workflow';

/** What is particular about one provider's API, as data. Each provider folder holds one in `provider.ts`. */
export interface Provider {
	/** The provider's name as people read it in messages. */
	name: string;
	/** Base URLs by the credential's environment. */
	environments: Environments;
	/** Credential types of the node, the first being the default. */
	credentials: [string, ...string[]];
	/** Header that a create carries so that the provider answers a repetition with the first result. */
	idempotencyHeader?: string;
	/** Header, in lower case, that tells when a rate limit ends: a date, epoch seconds or milliseconds, or seconds from now. */
	resetHeader?: string;
}

/** What a server answered: status, headers in lower case, and the body (an object where it was JSON, else text). */
export type Answer = IN8nHttpFullResponse;

/** Returns why a value isn't acceptable, as the end of a sentence that starts with the field's label, or nothing. */
export type Check = (value: unknown) => string | undefined;

/** A field that a person filled in wrongly: its label and the end of the sentence. */
export interface Issue {
	field: string;
	text: string;
}

/** Sends one request under the run's rules (slots, waits, retries) and gives the answer, or throws a Failure. */
export type Exchange = (options: IHttpRequestOptions) => Promise<Answer>;

/** How a list is cut into pages. Every part is data, so that one function pages through all of them. */
export interface PageStyle {
	/** 'page' counts pages from 1, 'offset' counts records from 0. */
	by: 'page' | 'offset';
	/** Query parameter for the page number or the offset. */
	position: string;
	/** Query parameter for the page size. */
	size: string;
	/** Records asked for at a time: the largest size that the provider allows. */
	most: number;
	/** Path of the records in the answer; empty where the answer itself is the array. */
	rows: string;
	/** Where the number of all records is told: a path in the body or a header. */
	total: { body: string } | { header: string };
	/** Field that tells records apart. */
	key: string;
}

/** One operation of a node: what is sent, what must hold before, and what comes out. */
export interface Operation {
	provider: Provider;
	/** The URL starts with a slash. `{name}` in it stands for the node parameter of that name: trimmed, checked and encoded. */
	request: { method: IHttpRequestMethods; url: string };
	/** What it is done to, in messages: "account". */
	noun: string;
	/** What is done, in messages: "create". */
	verb: 'create' | 'get' | 'list' | 'update' | 'delete' | 'revoke' | 'submit' | 'enable' | 'disable';
	/**
	 * Whether a request may be sent again when nobody knows if the first one took effect:
	 * `always` (reading, or the provider finds the existing one), `keyed` (with an idempotency key), `never`.
	 */
	repeat: 'always' | 'keyed' | 'never';
	/** The node properties of this operation; labels, types and what is required are read from them. */
	fields: INodeProperties[];
	/** Checks beyond the type, by request path such as `company.zipcode`, or by parameter where a field is not sent as it is. */
	checks?: Record<string, Check>;
	/** Request paths that make up what the customer is called in messages. */
	label?: string[];
	/** Field of the result by which messages call it, beside its label; `id` unless given. */
	id?: string;
	/** How to find out whether it exists, when the outcome is unknown. */
	howToCheck?: string;
	/** Last touches on the request before the checks; may add issues for what only this operation knows. */
	shape?: (this: IExecuteSingleFunctions, request: IHttpRequestOptions, issues: Issue[]) => void;
	/** Request path whose value only one item at a time may be sent for, because the second one must find what the first one made. */
	oneByOne?: string;
	/**
	 * What is left to do once all items are checked: may change the request, for example into a multipart one, or answer
	 * from what exists already, so that nothing is sent.
	 */
	before?: (
		this: IExecuteSingleFunctions,
		request: IHttpRequestOptions,
		exchange: Exchange,
	) => Promise<IDataObject | undefined>;
	/** How the list is cut into pages. Without it the answer is one record, or an array of them. */
	page?: PageStyle;
	/** Path of the records in an answer that is not paged. */
	rows?: string;
	/** The answer carries nothing worth reading: what comes out instead. */
	answer?: IDataObject;
	/** Turns one record into what the user gets. `repeated` tells that the request was sent more than once. */
	output?: (record: IDataObject, answer: Answer, repeated: boolean) => IDataObject;
	/** Field of the output → path in the record, for Simplify. `list[].name` gives the names in a list as one text. */
	simple?: Record<string, string>;
}
