/** What a release depends on: the published tag, the workflows that publish it, and the tested versions. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { between, compatibilityTable } from '../../packaging/compatibility.mts';
import { project } from '../../packaging/project.mts';
import { tagSources, verifyTag } from '../../packaging/tag.mts';

const root = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

let scratch: string;
/** Every test that needs a repository gets its own. */
let repository: string;

const git = (...args: string[]) =>
	execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
const write = (file: string, text: string) => {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
};
const commit = (message: string) => {
	git('add', '.');
	git('commit', '-qm', message);
};

function inRepository(): void {
	beforeEach(() => {
		scratch = mkdtempSync(join(tmpdir(), 'release-'));
		repository = join(scratch, 'repository');
		mkdirSync(repository);
		git('init', '-q', '-b', 'main');
		git('config', 'user.name', 'A');
		git('config', 'user.email', 'a@example.com');
	});
	afterEach(() => rmSync(scratch, { recursive: true }));
}

describe('published tag', () => {
	let written: string;

	inRepository();
	beforeEach(() => {
		written = join(scratch, 'written', 'n8n-nodes-one');
		write(join(repository, 'package.json'), '{ "name": "n8n-nodes-all" }');
		commit('Release 1.0.0');
		git('tag', '1.0.0');
		write(join(written, 'package.json'), '{ "name": "n8n-nodes-one" }');
		write(join(written, 'nodes/One/One.node.ts'), 'export class One {}\n');
		write(join(written, 'dist/nodes/One/One.node.js'), 'built');
	});

	it("contains the project and each package's sources, but no build output", () => {
		expect(tagSources([written], '1.0.0', repository)).toBe('packages/1.0.0');
		expect(git('ls-tree', '-r', '--name-only', 'packages/1.0.0').split('\n')).toEqual([
			'package.json',
			'packages/n8n-nodes-one/nodes/One/One.node.ts',
			'packages/n8n-nodes-one/package.json',
		]);
	});

	it('leaves the branch and the working tree unchanged', () => {
		const before = git('rev-parse', 'main');
		tagSources([written], '1.0.0', repository);
		expect(git('rev-parse', 'main')).toBe(before);
		expect(git('status', '--porcelain')).toBe('');
		expect(existsSync(join(repository, 'packages'))).toBe(false);
	});

	it('is created only for the released commit', () => {
		write(join(repository, 'more'), '');
		commit('More');
		expect(() => tagSources([written], '1.0.0', repository)).toThrow('not the one tagged 1.0.0');
	});

	it('is rejected if it differs from what packaging creates', () => {
		tagSources([written], '1.0.0', repository);
		git('checkout', '-q', 'packages/1.0.0');
		expect(() => verifyTag([written], '1.0.0', repository)).not.toThrow();

		write(join(written, 'nodes/One/More.ts'), '');
		expect(() => verifyTag([written], '1.0.0', repository)).toThrow(
			'n8n-nodes-one/nodes/One/More.ts',
		);
		rmSync(join(written, 'nodes/One/More.ts'));

		write(join(repository, 'packages/n8n-nodes-one/nodes/One/One.node.ts'), 'another\n');
		commit('Change a source');
		expect(() => verifyTag([written], '1.0.0', repository)).toThrow('not on top of');
		git('reset', '-q', '--soft', 'HEAD~2');
		commit('Sources of the packages 1.0.0');
		expect(() => verifyTag([written], '1.0.0', repository)).toThrow('One.node.ts');
	});

	it('is rejected if it changes the released sources', () => {
		write(join(repository, 'package.json'), '{ "name": "n8n-nodes-all", "more": true }');
		mkdirSync(join(repository, 'packages'));
		commit('Sources of the packages 1.0.0');
		expect(() => verifyTag([], '1.0.0', repository)).toThrow(
			/packaging makes of 1.0.0:\npackage.json/,
		);
	});
});

describe('changelog', () => {
	const page = read('CHANGELOG.md');

	/** Runs the same tool as n8n's release command, with this project's settings. Returns the part that it wrote. */
	function releasedAs(version: string): string {
		write(join(repository, 'package.json'), JSON.stringify({ version }));
		const tool = join(root, 'node_modules/auto-changelog/src/index.js');
		execFileSync(process.execPath, [tool, '--package'], { cwd: repository, stdio: 'pipe' });
		const [above] = readFileSync(join(repository, 'CHANGELOG.md'), 'utf8').split('<!-- auto');
		return above.replace(/ \(\[\w+\]\(https:.*?\)\)|\d{4}-\d\d-\d\d/g, '');
	}
	const change = (subject: string, file = 'nodes/Teal/Teal.node.ts') => {
		write(join(repository, file), subject);
		commit(subject);
	};

	inRepository();
	beforeEach(() => {
		for (const file of ['.auto-changelog', 'CHANGELOG.md', 'packaging/changelog.hbs'])
			write(join(repository, file), read(file));
		git('remote', 'add', 'origin', 'https://github.com/acme/nodes.git');
		commit('Begin');
		git('tag', project.version);
	});

	it('lists commits to nodes and credentials, grouped by kind of change', () => {
		change('Fix the order of pages, as reported in #3');
		change('Add Delete for users');
		change('Explain pages', 'docs/teal.md');
		change('Let a list be empty', 'credentials/TealApi.credentials.ts');
		change('Remove a choice that Teal never had');
		const [, released] = releasedAs('7.0.0').split(/^(?=## )/m);
		expect(released.trim().split('\n').filter(Boolean)).toEqual([
			'## 7.0.0 - ',
			'### Added',
			'- Add Delete for users',
			'### Fixed',
			'- Fix the order of pages, as reported in #3',
			'### Removed',
			'- Remove a choice that Teal never had',
			'### Changed',
			'- Let a list be empty',
		]);
	});

	it('links a merged pull request by its number, and lists a release once', () => {
		change('Add a trigger (#12)\n\nIt hears of payrolls.');
		change('Take a key with spaces');
		expect(releasedAs('7.0.0')).toMatch(
			/### Added\n\n- Add a trigger \(\[#12\]\(.*\)\)\n\n### Other changes\n\n- Take a key/,
		);
		git('tag', '7.0.0');
		change('Fix a word');
		expect(releasedAs('7.0.1').match(/^## \S+/gm)).toEqual(['## 7.0.1', '## 7.0.0']);
	});

	it('keeps the introduction and the first release as they are written', () => {
		change('Add more');
		const above = releasedAs('7.0.0');
		expect(above.split('\n## ')[0].trim()).toBe(page.split('<!-- auto')[0].trim());
		const [, below] = page.split('changelog-above -->');
		expect(readFileSync(join(repository, 'CHANGELOG.md'), 'utf8').endsWith(below)).toBe(true);
		expect(below).toContain('\n## 0.1.0\n');
	});
});

describe('GitHub workflows', () => {
	interface Workflow {
		on: { push: { tags?: string[] } };
		jobs: Record<
			string,
			{
				strategy?: { matrix: { node: number[]; n8n: string[] } };
				permissions?: Record<string, string>;
				steps?: Array<{ uses?: string; run?: string }>;
			}
		>;
	}
	const ci = parse(read('.github/workflows/ci.yml')) as Workflow;
	const publishing = parse(read('.github/workflows/publish.yml')) as Workflow;

	it('pin actions to a commit hash', () => {
		const uses = [ci, publishing].flatMap(({ jobs }) =>
			Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap((step) => step.uses ?? [])),
		);
		expect(uses.length).toBeGreaterThan(5);
		expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
	});

	it('test the installed n8n versions with Node.js 20, 22, and 24', () => {
		const { devDependencies } = JSON.parse(read('package.json')) as typeof project;
		const n8n1 = JSON.parse(read('test/engine/n8n-1/package.json')) as { description: string };
		const { node, n8n } = ci.jobs.versions.strategy!.matrix;
		expect(node).toEqual([20, 22, 24]);
		expect(n8n[1]).toBe(devDependencies['n8n-core']);
		expect(n8n1.description).toContain(` ${n8n[0]},`);
	});

	it('rehearse publishing on every change, without the upload', () => {
		expect(ci.jobs.all.steps!.at(-1)!.run).toBe('.ci/run');
		expect(read('.ci/run')).toContain(
			'npm run package -- --rehearsal --check --publish --dry-run\n',
		);
	});

	it('publish from a single job, which checks what it publishes', () => {
		expect(publishing.on.push.tags).toEqual(['packages/*.*.*']);
		const allowed = Object.entries(publishing.jobs).filter(
			([, { permissions }]) => permissions?.['id-token'] === 'write',
		);
		expect(allowed.map(([name]) => name)).toEqual(['publish']);
		expect(publishing.jobs.publish.steps!.at(-1)!.run).toBe('npm run package -- --check --publish');
	});
});

describe('compatibility table', () => {
	it('shows the recorded test runs in the README', () => {
		const readme = read('README.md');
		expect(between(readme, 'compatibility', compatibilityTable())).toBe(readme);
	});

	it('has a row per n8n version and kind of test, with every Node.js that passed', () => {
		const on = (n8n: string, node: string, tests: 'engine' | 'app') => ({
			n8n,
			node,
			tests,
			date: '',
		});
		expect(
			compatibilityTable([
				on('2.1.0', '24.1.0', 'app'),
				on('2.1.0', '20.9.0', 'engine'),
				on('2.1.0', '24.1.0', 'engine'),
				on('1.9.0', '20.9.0', 'engine'),
			])
				.split('\n')
				.slice(2),
		).toEqual([
			expect.stringMatching(/^\| 2\.1\.0 \| The whole .* \| 24 \|$/),
			expect.stringMatching(/^\| 2\.1\.0 \| Nodes .* \| 20, 24 \|$/),
			expect.stringMatching(/^\| 1\.9\.0 \| Nodes .* \| 20 \|$/),
		]);
	});

	it('is rejected for a page without its markers', () => {
		expect(() => between('# Page', 'compatibility', '')).toThrow('no place for compatibility');
	});
});
