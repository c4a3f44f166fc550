/** The single-provider packages: together they equal the combined package, and no link in them is broken. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { packagePlans } from '../../packaging/plan.mts';
import {
	filesWithLinks,
	project,
	repositoryPage,
	unfinished,
	withRepository,
	type Manifest,
} from '../../packaging/project.mts';
import { readmeOf, withAbsoluteLinks } from '../../packaging/readme.mts';
import { importsOf } from '../../packaging/sources.mts';

const [everything, ...single] = packagePlans();

describe('single-provider packages', () => {
	it('contain every node and credential exactly once', () => {
		const all = (list: 'nodes' | 'credentials') =>
			single.flatMap(({ manifest }) => manifest.n8n[list]).sort();
		expect(all('nodes')).toEqual([...project.n8n.nodes].sort());
		expect(all('credentials')).toEqual([...project.n8n.credentials].sort());
	});

	it('contain every source file of the combined package, and no others', () => {
		const sources = (files: string[]) =>
			files.filter((file) => /^(nodes|credentials)\//.test(file));
		const together = new Set(single.flatMap(({ files }) => sources(files)));
		expect([...together].sort()).toEqual(sources(everything.files));
	});

	it.each(single)(
		'$name contains its nodes and the shared code, but nothing of another provider',
		(plan) => {
			const [folder] = plan.folders;
			const nodes = new Set(
				plan.files.filter((file) => file.startsWith('nodes/')).map((file) => file.split('/')[1]),
			);
			expect(nodes).toEqual(new Set([folder, 'shared']));
			expect(plan.manifest).toMatchObject({
				version: project.version,
				author: project.author,
				homepage: `${repositoryPage(project)}/blob/main/${plan.page}`,
				repository: { url: project.repository.url, directory: `nodes/${folder}` },
				n8n: { strict: true },
			});
			expect(plan.manifest.keywords).toContain('n8n-community-node-package');
		},
	);

	it('have unique names', () => {
		const names = [everything, ...single].map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});
});

describe('docs/packages.md', () => {
	const page = readFileSync(join(__dirname, '../../docs/packages.md'), 'utf8');

	it.each(single)('lists $name and how to move its nodes to it', ({ name, manifest }) => {
		const [, from, to] = new RegExp(`s/${project.name}\\\\.(\\w+)/${name}\\.(\\w+)/g`).exec(page)!;
		expect(to).toBe(from);
		expect(page).toContain(`| \`${name}\` |`);
		expect(page).toContain(`| \`${project.name}.${from}\` | \`${name}.${to}\` |`);
		const nodes = manifest.n8n.nodes.map((file) => basename(file).toLowerCase());
		expect(nodes.filter((node) => !node.startsWith(to.toLowerCase()))).toEqual([]);
	});
});

describe.each(['bug', 'provider-facts'])('issue form %s.yml', (form) => {
	interface Form {
		body: Array<{ id?: string; type: string; attributes: { options?: string[] } }>;
	}
	const { body } = parse(
		readFileSync(join(__dirname, `../../.github/ISSUE_TEMPLATE/${form}.yml`), 'utf8'),
	) as Form;

	it('offers every provider', () => {
		const first = body.find(({ type }) => type === 'dropdown')!;
		expect(first.attributes.options).toEqual(
			expect.arrayContaining(single.map(({ folders }) => folders[0])),
		);
	});

	it('gives every question a unique ID', () => {
		const ids = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).not.toContain(undefined);
	});
});

describe('package README', () => {
	const manifest: Manifest = {
		...project,
		name: 'n8n-nodes-teal',
		version: '1.2.3',
		repository: { type: 'git', url: 'git+https://github.com/acme/nodes.git' },
	};

	it("links to the repository's files at the package's version", () => {
		const page = [
			'[reliability](reliability.md#limits) [below](#credential) [n8n](https://n8n.io)',
			'![A form](pictures/teal/credential.png) [examples](../examples/)',
			'<img src="pictures/teal/credential.png">',
		].join('\n');
		expect(withAbsoluteLinks(page, 'docs/teal.md', manifest)).toBe(
			[
				'[reliability](https://github.com/acme/nodes/blob/1.2.3/docs/reliability.md#limits) [below](#credential) [n8n](https://n8n.io)',
				'![A form](https://raw.githubusercontent.com/acme/nodes/1.2.3/docs/pictures/teal/credential.png) [examples](https://github.com/acme/nodes/tree/1.2.3/examples)',
				'<img src="https://raw.githubusercontent.com/acme/nodes/1.2.3/docs/pictures/teal/credential.png">',
			].join('\n'),
		);
	});

	it('rejects a page that links to a missing file', () => {
		expect(() => withAbsoluteLinks('[more](more.md)', 'docs/teal.md', manifest)).toThrow(
			'docs/teal.md points to more.md',
		);
	});

	it('starts with the installation, and has the sections that n8n asks for', () => {
		const text = readmeOf(
			'docs/teal.md',
			'# Teal\n\nConnects payrolls.\n\n## Credential\n\nA key.\n',
			manifest,
			'| n8n |',
		);
		expect(text.match(/^#+ .*/gm)).toEqual([
			'# n8n-nodes-teal',
			'## Installation',
			'## Credential',
			'## Compatibility',
			'## Resources',
			'## Version history',
			'## License',
		]);
		expect(text).toContain('Connects payrolls.\n\n## Installation');
		expect(text).toContain('enter `n8n-nodes-teal`');
		expect(text.match(/\]\((?!https:|#)/g)).toBeNull();
	});
});

describe('owner', () => {
	const real = {
		author: { name: 'Acme', email: 'nodes@acme.test' },
		homepage: 'https://github.com/acme/nodes#readme',
		repository: { type: 'git', url: 'git+https://github.com/acme/nodes.git' },
		bugs: { url: 'https://github.com/acme/nodes/issues' },
	};

	it('counts as missing while package.json has placeholders', () => {
		const author = { name: 'Developers', email: 'developers@example.com' };
		expect(unfinished({ ...project, ...real, author })).toContainEqual(
			expect.stringContaining('placeholder developers@example.com'),
		);
		const url = 'git+https://github.com/n8n-nodes-partner-onboarding/nodes.git';
		const repository = { type: 'git', url };
		expect(unfinished({ ...project, ...real, repository })).toContainEqual(
			expect.stringContaining('which is a placeholder'),
		);
	});

	it('is asked to fix links that point to another repository', () => {
		const [sentence, ...others] = unfinished({ ...project, ...real });
		expect(others).toEqual([]);
		expect(sentence).toMatch(/TealApi\.credentials\.ts.*Teal\.node\.json.*Run npm run owner/);
		expect(unfinished({ ...project, ...real, homepage: 'https://acme.test' })[0]).toMatch(
			/^https:\/\/acme\.test, /,
		);
	});

	it('is the same in every documentation link of the sources', () => {
		const page = repositoryPage(project);
		const files = filesWithLinks();
		expect(files.length).toBeGreaterThan(11);
		for (const file of files) {
			const text = readFileSync(file, 'utf8');
			expect(text).toContain(`${page}/blob/main/docs/`);
			expect(withRepository(text, page)).toBe(text);
		}
	});
});

it('names a missing file, and lists the imported packages', () => {
	expect(() => importsOf(['nodes/Teal/missing.ts'])).toThrow(/missing\.ts/);
	expect(importsOf(['build/form-data.js']).packages).not.toContain('node:path');
	expect(importsOf([join('nodes', 'Teal', 'Teal.node.ts')]).packages).toContain('n8n-workflow');
});
