/** The providers that send events. The others are polled. */
export type SendingProvider = 'checkr' | 'teal' | 'yardstik';

export type Event = Record<string, unknown>;

/** Where to send an event, and the key to sign it with. Without a key, the event is unsigned. */
export interface Target {
	url: string;
	key?: string;
}

/** How a provider sends its events. `Book` is the part of its state that contains the webhooks. */
export interface Sender<Book> {
	/** Header for the signature, an HMAC of the body in hexadecimal. */
	header: string;
	algorithm: 'sha256' | 'sha512';
	userAgent: string;
	/** Seconds before each retry, until a response is 2xx. */
	retries: number[];
	/** The webhooks that receive an event. */
	targets(book: Book, event: Event): Target[];
	/** The key for a URL that isn't registered. */
	key(book: Book): string | undefined;
	idOf(event: Event): string;
	/** The event for an account that was advanced; see `Sandbox.advance`. */
	onAdvance(account: object, change: Record<string, unknown>): Event | undefined;
}

export interface EmitOptions {
	/** Sends to this URL instead of the registered ones. */
	to?: string;
	/** How often to send the event, even after a 2xx response. */
	times?: number;
	/** Milliseconds until the first attempt. An event emitted later may arrive earlier. */
	afterMs?: number;
	/** `changed`: the body was changed after signing. */
	sign?: 'good' | 'wrong' | 'none' | 'changed';
}

/** One event to one URL. */
export interface Delivery {
	provider: SendingProvider;
	eventId: string;
	url: string;
	/** HTTP status of each attempt, or 0 if there was no response. */
	attempts: number[];
	/** Whether any response was 2xx: the provider counts the event as delivered. */
	delivered: boolean;
	/** The bodies of the 2xx responses, which no provider looks at. */
	accepted: string[];
}
