import type {
	IDataObject,
	IExecuteSingleFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { PageStyle, Provider } from './provider';

/** A server's response: status, lowercase headers, and the body (parsed if it is JSON, otherwise a string). */
export type Answer = IN8nHttpFullResponse;

/** Returns why a value is invalid, as the end of a sentence that starts with the field's label, or undefined if it is valid. */
export type Check = (value: unknown) => string | undefined;

/** An invalid field: its label, and the end of a sentence that starts with it. */
export interface Issue {
	field: string;
	text: string;
}

/** Sends one request through the gate, with retries, and returns the response. Throws a Failure. */
export type Exchange = (options: IHttpRequestOptions) => Promise<Answer>;

/**
 * The result of one attempt to send a request.
 * `answered`: successful. `limited`: rejected because of the rate limit, so not carried out. `untouched`: certainly not carried
 * out for another reason. `expired`: the session has expired, so not carried out. `busy`: the provider is still processing an
 * earlier request with the same key. `unknown`: possibly carried out. `refused`: rejected, so a retry is pointless.
 */
export type Verdict =
	| 'answered'
	| 'limited'
	| 'untouched'
	| 'expired'
	| 'busy'
	| 'unknown'
	| 'refused';

/** How an attempt ended: with a response, or with the reason why there is none. */
export interface Outcome {
	verdict: Verdict;
	answer?: Answer;
	/** The end of a sentence, such as "the connection was lost before the response arrived". */
	why: string;
	/** How long the provider asks to wait, in milliseconds. */
	retryAfterMs?: number;
}

/** The first field in the output of a create. `created_or_already_existed` if it can't be known. */
export type CreationStatus = 'created' | 'already_existed' | 'created_or_already_existed';

/** The value of "If It Already Exists". */
export type IfExists = 'return' | 'fail' | 'create' | 'refresh';

/** What a look-up can use: the item, its prepared request, and a function to send more requests. */
export interface LookUp {
	item: IExecuteSingleFunctions;
	request: IHttpRequestOptions;
	exchange: Exchange;
	/** What this process created for the same identity within the last minute. A search may not find it yet. */
	made?: IDataObject;
	/**
	 * Reads a whole list once, shared between items and including records created since. `keysOf` returns the strings by which
	 * a record is found. The result returns all records with a key.
	 */
	shared(
		read: () => Promise<IDataObject[]>,
		keysOf: (record: IDataObject) => string[],
	): Promise<(key: string) => IDataObject[]>;
}

/** How a create avoids duplicates with what the API offers. */
export interface Existing {
	/** Options of "If It Already Exists" in addition to Return Existing and Fail. */
	choices?: Array<'create' | 'refresh'>;
	/** One sentence for the form: how an existing record is recognized. */
	recognizedBy: string;
	/** One more sentence for running an item with an unknown outcome again. */
	alsoSaid?: string;
	/**
	 * A string that identifies the customer. Two creates with the same identity never run at the same time in this process, so
	 * that the second one finds what the first one created.
	 */
	identity(request: IHttpRequestOptions, item: IExecuteSingleFunctions): string;
	/** Finds the existing record, if any. Throws a Failure if several match or the details differ. */
	find?(look: LookUp): Promise<IDataObject | undefined>;
	/**
	 * What is known about the existing record if the provider's rejection says that there is one. `look` reads a shared list
	 * again if it is older than the rejected request.
	 */
	rejection?(answer: Answer, look: LookUp): Promise<IDataObject | undefined>;
	/**
	 * The status according to the response to the create: `repeated` is set if an earlier attempt may have been carried out,
	 * and `startedAt` is the time of the first attempt in epoch milliseconds. By default, a success is `created`.
	 */
	statusOf?(answer: Answer, repeated: boolean, startedAt: number): CreationStatus;
}

/** One operation of a node: how n8n lists it, what is sent, how it is validated, and what it outputs. */
export interface Operation {
	provider: Provider;
	/** The option in n8n's Resource field. */
	resource: { name: string; value: string };
	/** The option in n8n's Operation field. */
	option: Required<Pick<INodePropertyOptions, 'name' | 'value' | 'action' | 'description'>>;
	/** The URL starts with a slash. `{name}` is replaced by the node parameter of that name: trimmed, validated, and encoded. */
	request: { method: IHttpRequestMethods; url: string };
	/** What the operation acts on, in messages: "account". */
	noun: string;
	/** What the operation does, in messages: "create". */
	verb:
		| 'create'
		| 'get'
		| 'list'
		| 'update'
		| 'delete'
		| 'revoke'
		| 'submit'
		| 'enable'
		| 'disable';
	/**
	 * Whether a request may be retried if the outcome of the first attempt is unknown:
	 * `always` (reads, or the provider returns the existing record), `keyed` (with an idempotency key), or `never`.
	 */
	repeat: 'always' | 'keyed' | 'never';
	/** The node properties of this operation. Labels, types, and required fields are read from them. */
	fields: INodeProperties[];
	/** Additional checks by request path, such as `company.zipcode`, or by parameter if the field isn't sent unchanged. */
	checks?: Record<string, Check>;
	/** Request paths of two-letter codes, which are sent in uppercase. */
	codes?: string[];
	/** Request paths whose values name the customer in messages. */
	label?: string[];
	/** Field of the output that contains the record's ID. The default is `id`. */
	id?: string;
	/** How to check whether it exists if the outcome is unknown: the start of a sentence. */
	howToCheck?: string;
	/** How a create avoids duplicates. */
	existing?: Existing;
	/** Output fields that contain secrets. They are not stored for n8n's Retry. */
	secretOutput?: string[];
	/** Completes the request, and can add issues that are specific to this operation. */
	shape?: (this: IExecuteSingleFunctions, request: IHttpRequestOptions, issues: Issue[]) => void;
	/** Builds the final request if it takes more than the form, such as multipart data or the record's current values. */
	before?: (
		this: IExecuteSingleFunctions,
		request: IHttpRequestOptions,
		exchange: Exchange,
	) => Promise<IHttpRequestOptions>;
	/** How the list is paginated. If unset, the response is one record or an array of records. */
	page?: PageStyle;
	/** Path of the records in a response that isn't paginated. */
	rows?: string;
	/** The output, if the response has no useful content. */
	answer?: IDataObject;
	/** Converts a record to its output, before Simplify. */
	output?: (record: IDataObject, request: IHttpRequestOptions) => IDataObject;
	/** Simplify: output field → path in the record. `list[].name` joins the names in a list. */
	simple?: Record<string, string>;
}

/** One item in one try of the node. */
export interface Task {
	operation: Operation;
	issues: Issue[];
	label?: string;
}
