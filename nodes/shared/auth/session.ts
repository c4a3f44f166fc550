import { createHash } from 'node:crypto';

/** Milliseconds after which a session that nobody has asked for is dropped. */
const IDLE = 3_600_000;

interface Session {
	/** The newest token of this process, and when it signed in for it. */
	newest?: string;
	signedInAt: number;
	/** Digests of the tokens that this process has replaced, the latest last. */
	replaced: string[];
	/** The sign-in under way, which everybody waits for. */
	signIn?: Promise<string>;
	askedAt: number;
}

const sessions = new Map<string, Session>();

/** How many replaced tokens are remembered. */
const REMEMBERED = 20;
/** Milliseconds for which a new token is given to all who ask with an old one: it may have been revoked since. */
const FRESH = 10_000;

/**
 * A token for `who`: the newest one of this process if it has just replaced the refused one, or else that of one sign-in for
 * all who ask meanwhile. So requests that were refused together cause one sign-in. A refused token that another process has
 * signed in for causes one, too: ours is older. Throws what the sign-in throws.
 */
export async function sharedToken(
	who: string,
	refused: string,
	signIn: () => Promise<string>,
): Promise<string> {
	const session = sessionOf(who);
	if (session.signIn) return await session.signIn;
	const { newest, replaced, signedInAt } = session;
	const fresh = newest !== refused && Date.now() - signedInAt < FRESH;
	if (newest !== undefined && fresh && replaced.includes(digest(refused))) return newest;
	session.signIn = signIn();
	try {
		session.newest = await session.signIn;
		session.signedInAt = Date.now();
		session.replaced = [...replaced, digest(refused)].slice(-REMEMBERED);
		return session.newest;
	} finally {
		session.signIn = undefined;
	}
}

function sessionOf(who: string): Session {
	const now = Date.now();
	for (const [key, { askedAt }] of sessions) if (now - askedAt > IDLE) sessions.delete(key);
	// What is signed in with is not kept.
	const key = digest(who);
	const session = sessions.get(key) ?? { askedAt: now, signedInAt: 0, replaced: [] };
	session.askedAt = now;
	sessions.set(key, session);
	return session;
}

function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** Forgets all sessions, as a restart of n8n does. */
export function forgetSessions(): void {
	sessions.clear();
}
