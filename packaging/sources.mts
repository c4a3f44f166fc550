/** Finds the files that a package needs, by following the imports from what n8n loads. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { projectFolder } from './project.mts';

/** The specifiers of a file's static imports, exports and `require` calls. */
const SPECIFIERS = /(?:\bfrom\s+|\bimport\s+|\brequire\()['"]([^'"]+)['"]/g;

/** What a set of files imports, and from where. */
export interface Imports {
	/** All project files that are reached, including the first ones. Paths from the root, with `/`. */
	files: string[];
	/** Names of the npm packages that they import. */
	packages: string[];
}

/**
 * Follows relative imports from some project files, recursively. Excludes `package.json`, since each package has its
 * own.
 *
 * @throws Error if an import leads to no file.
 */
export function importsOf(entries: string[]): Imports {
	const files = new Set<string>();
	const packages = new Set<string>();
	const follow = (file: string) => {
		if (files.has(file) || file === 'package.json') return;
		files.add(file);
		if (!/\.[cm]?[jt]s$/.test(file)) return;
		const text = readFileSync(path.join(projectFolder, file), 'utf8');
		for (const [, specifier] of text.matchAll(SPECIFIERS)) {
			if (specifier.startsWith('.')) follow(resolve(file, specifier));
			else if (!isBuiltIn(specifier)) packages.add(packageOf(specifier));
		}
	};
	entries.forEach(follow);
	return { files: [...files].sort(), packages: [...packages].sort() };
}

function resolve(importer: string, specifier: string): string {
	const target = path.posix.join(path.posix.dirname(importer), specifier);
	const candidates = [target, `${target}.ts`, `${target}.js`, `${target}/index.ts`];
	const found = candidates.find((file) => {
		const absolute = path.join(projectFolder, file);
		return existsSync(absolute) && statSync(absolute).isFile();
	});
	if (!found) throw new Error(`${importer} imports ${specifier}, and there is no such file.`);
	return found;
}

function isBuiltIn(specifier: string): boolean {
	return specifier.startsWith('node:') || builtinModules.includes(specifier.split('/')[0]);
}

function packageOf(specifier: string): string {
	const [scope, name] = specifier.split('/');
	return specifier.startsWith('@') ? `${scope}/${name}` : scope;
}
