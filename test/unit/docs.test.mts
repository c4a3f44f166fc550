/** Checks the documentation: no broken relative links, and no operation left out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodePropertyOptions, INodeType } from 'n8n-workflow';
import { SoftwareOneApi } from '../../credentials/SoftwareOneApi.credentials.ts';
import { Checkr } from '../../nodes/Checkr/Checkr.node.ts';
import { checkr } from '../../nodes/Checkr/provider.ts';
import { Gusto } from '../../nodes/Gusto/Gusto.node.ts';
import { gusto } from '../../nodes/Gusto/provider.ts';
import { softwareOne } from '../../nodes/SoftwareOne/provider.ts';
import { SoftwareOne } from '../../nodes/SoftwareOne/SoftwareOne.node.ts';
import { teal } from '../../nodes/Teal/provider.ts';
import { Teal } from '../../nodes/Teal/Teal.node.ts';
import { yardstik } from '../../nodes/Yardstik/provider.ts';
import { Yardstik } from '../../nodes/Yardstik/Yardstik.node.ts';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = [
	'README.md',
	'SECURITY.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'examples/README.md',
	...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.md'))
		.map((file) => `docs/${file}`),
];

/** The anchors of a page's headings, as GitHub generates them. */
function anchorsOf(page: string): string[] {
	return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
		title
			.toLowerCase()
			.replace(/[^\w\s-]/g, '')
			.replace(/\s/g, '-'),
	);
}

it.each(pages)('%s has no broken relative links', (page) => {
	const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^https?:/.test(target));
	const missing = targets.filter((target) => {
		const [file, anchor] = target.split('#');
		const path = file ? join(dirname(page), file) : page;
		return (
			!existsSync(join(root, path)) || (anchor !== undefined && !anchorsOf(path).includes(anchor))
		);
	});
	expect(missing).toEqual([]);
});

const nodes: INodeType[] = [
	new Checkr(),
	new Gusto(),
	new SoftwareOne(),
	new Teal(),
	new Yardstik(),
];

it.each<[string, INodeType]>(nodes.map((node) => [node.description.displayName, node]))(
	'documents every operation of %s on its page and in the README',
	(name, { description }) => {
		const operations = description.properties
			.filter((property) => property.name === 'operation')
			.flatMap((property) =>
				(property.options as INodePropertyOptions[]).map((option) => option.name),
			);
		const page = `docs/${name.toLowerCase()}.md`;
		expect(operations.filter((operation) => !read(page).includes(operation))).toEqual([]);
		const [, rows] =
			new RegExp(`\\| \\[${name}\\]([\\s\\S]*?)(\\| \\[|\\n\\n)`).exec(read('README.md')) ?? [];
		expect(operations.filter((operation) => !rows?.includes(operation))).toEqual([]);
		expect(anchorsOf(page)).toContain('credential');
	},
);

it('shows every picture on a page, and every operation in a picture', () => {
	const pictures = readdirSync(join(root, 'docs/pictures'), {
		recursive: true,
		encoding: 'utf8',
	}).filter((file) => file.endsWith('.png'));
	const text = pages.map(read).join('\n');
	expect(pictures.filter((picture) => !text.includes(`pictures/${picture}`))).toEqual([]);
	const forms = nodes.flatMap(({ description }) =>
		description.properties
			.filter((property) => property.name === 'operation')
			.flatMap((property) =>
				(property.options as INodePropertyOptions[]).map(
					({ value }) =>
						`${description.displayName.toLowerCase()}/form-${property.displayOptions?.show?.resource}-${value}.png`,
				),
			),
	);
	expect(forms.filter((form) => !pictures.includes(form))).toEqual([]);
});

/** SoftwareOne has only one platform, whose URL is the default in the credential. */
const platform = new SoftwareOneApi().properties.find(({ name }) => name === 'baseUrl')
	?.default as string;

it.each([
	['checkr', checkr],
	['gusto', gusto],
	['softwareone', softwareOne],
	['teal', teal],
	['yardstik', yardstik],
])('explains how to call any other endpoint of %s', (page, { environments }) => {
	const [paragraph] = /^.*\*\*HTTP Request\*\* node.*$/m.exec(read(`docs/${page}.md`)) ?? [];
	expect(paragraph).toContain('*Predefined Credential Type*');
	const urls = page === 'softwareone' ? [platform] : Object.values(environments);
	expect(urls.filter((url) => !paragraph?.includes(`\`${url}\``))).toEqual([]);
});

it('covers every kind of failure on the troubleshooting page', () => {
	const [, union] = /type Kind =([^;]*);/.exec(read('nodes/shared/report/failure.ts')) as string[];
	const kinds = [...union.matchAll(/'(\w+)'/g)].map(([, kind]) => kind);
	expect(kinds.length).toBeGreaterThan(5);
	const page = read('docs/troubleshooting.md');
	expect(kinds.filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
});
