import { createRequire } from 'node:module';
import { build, type Plugin } from 'esbuild';
import fc from 'fast-check';
import RealFormData from 'form-data';

const require = createRequire(import.meta.filename);
const { formDataAlone } = require('../../build/form-data.js') as { formDataAlone: Plugin };

let Bundled: typeof RealFormData;

// The library as the build bundles it. It can't load any Node.js module except crypto.
beforeAll(async () => {
	const { outputFiles } = await build({
		stdin: { contents: "module.exports = require('form-data');", resolveDir: import.meta.dirname },
		bundle: true,
		platform: 'node',
		format: 'cjs',
		write: false,
		plugins: [formDataAlone],
	});
	const module = { exports: {} };
	const onlyCrypto = (name: string) => {
		if (name !== 'crypto') throw new Error(`The bundle needs ${name}`);
		return require(name);
	};
	new Function('module', 'exports', 'require', outputFiles[0].text)(
		module,
		module.exports,
		onlyCrypto,
	);
	Bundled = module.exports as typeof RealFormData;
});

interface Part {
	name: string;
	value: string | Buffer;
	contentType: string;
	filename?: string;
}

/** The body and headers that the library generates from the parts, with a fixed boundary. */
function written(FormData: typeof RealFormData, parts: Part[]): [string, Record<string, string>] {
	const form = new FormData();
	form.setBoundary('----a-boundary');
	for (const { name, value, ...options } of parts) form.append(name, value, options);
	return [form.getBuffer().toString('latin1'), form.getHeaders()];
}

const account: Part = {
	name: 'account',
	value: '{"name":"Müller Inc."}',
	contentType: 'application/json',
};
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff]);
const logo = (filename: string, value = png): Part => ({
	name: 'logo',
	value,
	contentType: 'image/png',
	filename,
});

it.each<[string, Part[]]>([
	['a JSON part', [account]],
	['a file', [account, logo('logo.png')]],
	['quotes in the file name', [account, logo('the "new" logo.png')]],
	['umlauts in the file name', [account, logo('Müller ✓.png')]],
	['line breaks in the file name', [account, logo('logo\r\nX-Injected: yes.png')]],
	['a path as the file name', [account, logo('/home/ada/logos/logo.png')]],
	['a path that ends in a slash', [account, logo('logos/logo.png//')]],
	['a path with parent folders', [account, logo('../../logo.png')]],
	['a Windows path', [account, logo('C:\\Users\\Ada\\logo.png')]],
	['an empty file', [account, logo('empty.png', Buffer.alloc(0))]],
	[
		'a file that looks like a boundary',
		[account, logo('b.png', Buffer.from('------a-boundary--'))],
	],
])('writes the same bytes as the original library: %s', (_title, parts) => {
	const [body, headers] = written(Bundled, parts);
	expect([body, headers]).toEqual(written(RealFormData, parts));
	expect(body).toContain('Content-Type: application/json');
});

it('writes the same bytes as the original library for any file', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.uint8Array(), (filename, bytes) => {
			const parts = [account, logo(filename, Buffer.from(bytes))];
			expect(written(Bundled, parts)).toEqual(written(RealFormData, parts));
		}),
	);
});

it('generates a random boundary in the same format as the original library', () => {
	const boundary = (FormData: typeof RealFormData) => new FormData().getBoundary();
	const form = /^-{26}[0-9a-f]{24}$/;
	expect(boundary(Bundled)).toMatch(form);
	expect(boundary(RealFormData)).toMatch(form);
	expect(boundary(Bundled)).not.toBe(boundary(Bundled));
});
