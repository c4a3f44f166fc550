/**
 * Lints what n8n's scanner lints when a package is published, in the same way: the source and the packed tarball, with
 * comments that switch rules off not honoured. Also looks at what is in the tarball. Exits 1 where anything is found.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'lint-package-'));
const findings: string[] = [];

try {
	const [{ filename, unpackedSize, files }] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
	) as Array<{ filename: string; unpackedSize: number; files: Array<{ path: string }> }>;
	execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
	const packed = join(folder, 'package');

	const allowed = /^(package\.json|README\.md|LICENSE|index\.js|dist\/(nodes|credentials)\/.*\.(js|json|svg))$/;
	findings.push(...files.map(({ path }) => path).filter((path) => !allowed.test(path)).map((path) => `not expected in the tarball: ${path}`));
	for (const [name, result] of [
		['source', await analyzePackage(root, SOURCE_FILE_PATTERNS)],
		['tarball', await analyzePackage(packed)],
	] as const) {
		if (!result.passed) findings.push(`${name}: ${result.message}\n${result.details ?? ''}`);
	}
	const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
	console.log(`${readdirSync(join(packed, 'dist/nodes')).length} node folders, ${files.length} files, ${kilobytes(statSync(join(folder, filename)).size)} packed, ${kilobytes(unpackedSize)} unpacked`);
} finally {
	rmSync(folder, { recursive: true });
}

console.log(findings.length ? findings.join('\n') : 'The source and the tarball pass the scanner.');
process.exitCode = findings.length ? 1 : 0;
