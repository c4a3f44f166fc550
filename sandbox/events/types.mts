/** The providers that send events; the others are asked for them. */
export type SendingProvider = 'checkr' | 'teal' | 'yardstik';

export type Event = Record<string, unknown>;

/** Where an event goes, and what it is signed with; unsigned without a key. */
export interface Target {
	url: string;
	key?: string;
}

/** How a provider sends its events. `Book` is the part of its state that holds the webhooks. */
export interface Sender<Book> {
	/** Header of the signature, an HMAC of the body in hexadecimal. */
	header: string;
	algorithm: 'sha256' | 'sha512';
	userAgent: string;
	/** Seconds before each further attempt, while none is answered 2xx. */
	retries: number[];
	/** The webhooks that an event goes to. */
	targets(book: Book, event: Event): Target[];
	/** The key for a URL that is not registered. */
	key(book: Book): string | undefined;
	idOf(event: Event): string;
	/** What happens when an account is moved along, see `Sandbox.advance`. */
	onAdvance(account: object, change: Record<string, unknown>): Event | undefined;
}

export interface EmitOptions {
	/** Sends to this URL instead of the registered ones. */
	to?: string;
	/** How often it is sent, although it was answered 2xx. */
	times?: number;
	/** Milliseconds until the first attempt: what is emitted later may arrive earlier. */
	afterMs?: number;
	/** `changed`: the body is another one than was signed. */
	sign?: 'good' | 'wrong' | 'none' | 'changed';
}

/** One event to one URL. */
export interface Delivery {
	provider: SendingProvider;
	eventId: string;
	url: string;
	/** HTTP status of each attempt, or 0 where there was no answer. */
	attempts: number[];
	/** Answered 2xx: the provider counts the event as delivered. */
	delivered: boolean;
	/** The bodies of the answers 2xx, which no provider looks at. */
	accepted: string[];
}
