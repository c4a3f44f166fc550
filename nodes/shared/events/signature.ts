import { createHmac, timingSafeEqual } from 'crypto';

/** How a provider signs its events. */
export interface Signature {
	/** The header that contains the signature: a hexadecimal HMAC of the body. */
	header: string;
	algorithm: 'sha256' | 'sha512';
	/**
	 * The provider signs the compact JSON of the body. It is expected to send the body in that form. If it doesn't, the body is
	 * converted to compact JSON and verified again.
	 */
	compactJson?: boolean;
}

/**
 * Why a body can't be trusted, as the end of a sentence, or undefined if its signature is valid. Without a key, nothing is
 * trusted. The comparison is timing-safe.
 */
export function distrust(
	{ algorithm, compactJson }: Signature,
	key: string,
	given: string | undefined,
	body: Buffer,
): string | undefined {
	if (key === '') return 'there is no key to verify its signature with';
	if (!given) return 'it is not signed';
	const texts = compactJson ? [body, compact(body)] : [body];
	const signed = texts.some((text) => {
		const expected = Buffer.from(createHmac(algorithm, key).update(text).digest('hex'));
		const actual = Buffer.from(given);
		return expected.length === actual.length && timingSafeEqual(expected, actual);
	});
	return signed ? undefined : 'its signature does not match';
}

function compact(body: Buffer): Buffer {
	try {
		return Buffer.from(JSON.stringify(JSON.parse(body.toString())));
	} catch {
		return body;
	}
}
