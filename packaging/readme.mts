/** The README of a single-provider package, generated from that provider's page in `docs/`. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectFolder, repositoryPage, type Manifest } from './project.mts';

/** A page's heading, its first paragraph, and everything after them. */
const PAGE = /^# (.+)\n\n([\s\S]*?)\n\n([\s\S]*)$/;

/**
 * Turns a page of `docs/` into the README of a package: first how to install it, then the page, then what n8n requires
 * in a README. Links and pictures point to the repository at the package's version.
 *
 * @param page path of the page from the project's root.
 * @param markdown its text; starts with a heading and a paragraph that says what the provider does.
 * @param compatibility the table of n8n versions, in Markdown.
 * @throws Error if the page starts differently, or points to a file that does not exist.
 */
export function readmeOf(
	page: string,
	markdown: string,
	manifest: Manifest,
	compatibility: string,
): string {
	const [, provider, introduction, rest] = PAGE.exec(markdown) ?? [];
	if (!rest) throw new Error(`${page} does not start with a heading and a paragraph.`);
	const sections = [
		`# ${manifest.name}`,
		introduction,
		`## Installation

In n8n, open **Settings > Community nodes**, select **Install**, and enter \`${manifest.name}\`. To add the node to a workflow, open the nodes panel and search for "${provider}".

This package has the ${provider} node only. For the other providers, and to move a workflow from one package to another, see [One package or five](/docs/packages.md).`,
		rest.trim(),
		`## Compatibility

${compatibility}`,
		`## Resources

- [What you can rely on, and limits](/docs/reliability.md)
- [Example workflows](/examples/)
- [n8n's documentation of community nodes](https://docs.n8n.io/integrations/community-nodes/)

This package is not affiliated with ${provider}.`,
		`## Version history

See [CHANGELOG.md](/CHANGELOG.md).`,
		`## License

[MIT](/LICENSE)`,
	];
	return `${withAbsoluteLinks(sections.join('\n\n'), page, manifest)}\n`;
}

/**
 * Makes every link and picture that points into the repository absolute: pictures to the file itself, everything else
 * to its page, both at the tag of the manifest's version. Links within the page stay unchanged.
 *
 * @param page path of the page from the project's root. Relative links are resolved from there. Links that start with
 * `/` are resolved from the root.
 */
export function withAbsoluteLinks(markdown: string, page: string, manifest: Manifest): string {
	const absolute = (target: string) => {
		if (/^(#|[a-z][a-z0-9+.-]*:)/i.test(target)) return target;
		const [file, anchor] = target.split('#');
		const found = file.startsWith('/')
			? file.slice(1)
			: path.posix.join(path.posix.dirname(page), file);
		if (!existsSync(path.join(projectFolder, found)))
			throw new Error(`${page} points to ${target}, and there is no such file.`);
		return addressOf(found, manifest) + (anchor ? `#${anchor}` : '');
	};
	return markdown
		.replace(/\]\(([^)\s]+)\)/g, (_, target: string) => `](${absolute(target)})`)
		.replace(
			/\b(src|srcset|href)="([^"]+)"/g,
			(_, attribute: string, target: string) => `${attribute}="${absolute(target)}"`,
		);
}

/** The URL of a file or folder in the repository, at the tag of a version. */
function addressOf(file: string, manifest: Manifest): string {
	const page = repositoryPage(manifest);
	if (/\.(png|svg|gif|jpg)$/.test(file))
		return `${page.replace('//github.com/', '//raw.githubusercontent.com/')}/${manifest.version}/${file}`;
	const kind = statSync(path.join(projectFolder, file)).isDirectory() ? 'tree' : 'blob';
	return `${page}/${kind}/${manifest.version}/${file.replace(/\/$/, '')}`;
}
