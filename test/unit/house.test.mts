import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

// The rules in CONTRIBUTING.md for published code, as far as a machine can check them.
const root = join(import.meta.dirname, '../..');

/** The folders of nodes/shared (rooms), in the order that an item passes through them. Each imports only later ones. */
const rooms = ['events', 'form', 'prepare', 'send', 'answer', 'auth', 'report'];
/** The files next to the rooms, which every room may import. Each of them imports only those before it in this list. */
const common = ['values', 'provider', 'operation'].map((name) => `nodes/shared/${name}.ts`);

const files = ['nodes', 'credentials'].flatMap((folder) =>
	(readdirSync(join(root, folder), { recursive: true }) as string[])
		.map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
		.filter((file) => file.endsWith('.ts')),
);
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** The package's own files that a file imports, including type imports. */
const importsOf = (file: string): string[] =>
	[...textOf(file).matchAll(/\bfrom '(\.[^']*)'|\bimport(?: |\()'(\.[^']*)'/g)].map(
		([, from, whole]) => {
			const path = join(dirname(file), from ?? whole);
			return [`${path}.ts`, `${path}/index.ts`].find((one) => existsSync(join(root, one))) ?? path;
		},
	);
const imports = new Map(files.map((file) => [file, importsOf(file)]));

const providerOf = (file: string) => /^nodes\/(?!shared\/)([^/]+)\//.exec(file)?.[1];
const roomOf = (file: string) => /^nodes\/shared\/([^/]+)\//.exec(file)?.[1];

/** Why a file must not import another one, or undefined if it may. */
function objection(file: string, imported: string): string | undefined {
	if (!imports.has(imported)) return 'it is no part of the package';
	if (file.startsWith('credentials/'))
		return /^nodes\/[^/]+\/provider\.ts$|^nodes\/shared\/auth\//.test(imported)
			? undefined
			: 'credentials import only a provider.ts and nodes/shared/auth';
	if (imported.startsWith('credentials/')) return 'nodes import no credential';
	if (providerOf(imported))
		return providerOf(file) === providerOf(imported)
			? undefined
			: 'only the files of a provider import its files';
	if (providerOf(file) || common.includes(imported))
		return common.includes(file) && common.indexOf(imported) >= common.indexOf(file)
			? 'the files that all rooms use import none of the later ones'
			: undefined;
	if (common.includes(file)) return 'the files that all rooms use import no room';
	const [from, to] = [roomOf(file), roomOf(imported)];
	// The files next to the rooms assemble operations: they import rooms, and no room imports them.
	if (from === undefined) return undefined;
	if (to === undefined) return 'no room imports what puts the rooms together';
	return rooms.indexOf(from) <= rooms.indexOf(to) ? undefined : `${to} comes before ${from}`;
}

it('covers every folder of nodes/shared', () => {
	const folders = new Set(files.map(roomOf).filter((room) => room !== undefined));
	expect([...folders].sort()).toEqual([...rooms].sort());
	expect(files).toEqual(expect.arrayContaining(common));
});

it('imports only what the rules allow', () => {
	const found = files.flatMap((file) =>
		imports
			.get(file)!
			.map((imported) => [imported, objection(file, imported)])
			.filter(([, reason]) => reason)
			.map(([imported, reason]) => `${file} imports ${imported}: ${reason}`),
	);
	expect(found).toEqual([]);
});

it('has no circular imports', () => {
	const circles = new Set<string>();
	const done = new Set<string>();
	const walk = (file: string, path: string[]) => {
		if (path.includes(file)) circles.add([...path.slice(path.indexOf(file)), file].join(' → '));
		if (path.includes(file) || done.has(file)) return;
		for (const imported of imports.get(file) ?? []) walk(imported, [...path, file]);
		done.add(file);
	};
	for (const file of files) walk(file, []);
	expect([...circles]).toEqual([]);
});

it('has no unused files', () => {
	const { n8n } = JSON.parse(textOf('package.json')) as { n8n: Record<string, string[]> };
	const entries = [...n8n.nodes, ...n8n.credentials].map((file) =>
		file.replace('dist/', '').replace(/js$/, 'ts'),
	);
	const used = new Set([...entries, ...[...imports.values()].flat()]);
	expect(files.filter((file) => !used.has(file))).toEqual([]);
});

it('has no file over 200 lines and no operation over 120, except for lists of fields', () => {
	const most = (file: string) => (/^nodes\/(?!shared\/)[^/]+\/[^/]+\//.test(file) ? 120 : 200);
	const long = files
		.filter((file) => !/fields\.ts$/i.test(file))
		.map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }))
		.filter(({ file, lines }) => lines > most(file))
		.map(({ file, lines }) => `${file}: ${lines} lines`);
	expect(long).toEqual([]);
});
