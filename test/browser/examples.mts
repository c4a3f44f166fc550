/** Imports the shipped examples as a user would, and runs the one that onboards customers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { customersFile } from '../../demo/onboarding.mts';
import { projectFolder } from '../../demo/install.mts';
import { readExamples } from '../../demo/stage.mts';
import { expectAll, expectMatch, type Checks } from './checks.mts';
import type { Editor } from './editor.mts';

/** Nodes of the onboarding example that an upload doesn't pass through. */
const NOT_ON_THE_WAY = ['CRM Calls', 'Take Body', 'No Such Provider'];

/** The part of the onboarding example at the beginning of the README. */
const PROVIDERS = [
	'Which Provider?',
	'Checkr',
	'Gusto',
	'Teal',
	'SoftwareOne',
	'Yardstik',
	'No Such Provider',
	'Created',
	'Not Created',
];

/** Checks the empty space below each note's text, in canvas pixels: not negative, and less than three lines. */
function expectNoGap(gaps: Array<[string, number]>): void {
	const odd = gaps.filter(([, gap]) => gap < 0 || gap > 50);
	if (odd.length > 0)
		throw new Error(`Notes do not fit their text: ${odd.map((gap) => gap.join(': ')).join('; ')}`);
}

export async function tellExamples(editor: Editor, checks: Checks): Promise<void> {
	for (const [name, { nodes }] of Object.entries(await readExamples())) {
		await checks.check(`imports ${name} with all its nodes and notes`, async () => {
			await editor.newWorkflow();
			await editor.importFile(path.join(projectFolder, 'examples', `${name}.json`));
			await editor.canvasNode(nodes[0].name).waitFor();
			expectAll(
				await editor.nodesOnCanvas(),
				nodes.filter(({ type }) => !type.endsWith('stickyNote')).map((node) => node.name),
			);
			await editor.fitCanvas();
			expectNoGap(await editor.noteGaps());
			await editor.canvasPicture(`examples/${name}`);
			await editor.dark(async () => await editor.canvasPicture(`examples/${name}-dark`));
		});
	}

	await checks.check(
		'customer-onboarding: runs every node, and routes rejections with a reason to the error branch',
		async () => {
			const { nodes } = (await readExamples())['customer-onboarding'];
			await editor.newWorkflow();
			await editor.importFile(path.join(projectFolder, 'examples', 'customer-onboarding.json'));
			await editor.canvasNode('Summary').waitFor();
			const form = editor.page.waitForEvent('popup');
			await editor.execute('Upload CRM Export');
			const upload = await form;
			await upload.locator('input[type=file]').setInputFiles({
				name: 'customers.csv',
				mimeType: 'text/csv',
				buffer: readFileSync(customersFile),
			});
			await upload.getByRole('button', { name: 'Onboard' }).click();
			await editor.finished();
			await upload.close();
			for (const { name, type } of nodes) {
				if (type.endsWith('stickyNote') || NOT_ON_THE_WAY.includes(name)) continue;
				await editor.part('canvas-node-status-success', editor.canvasNode(name)).waitFor();
			}
			await editor.canvasPicture('examples/customer-onboarding-done');
			await editor.canvasPicture('examples/customer-onboarding-providers', PROVIDERS);
			const { output } = await editor.openNode('Reason');
			await editor.form.table();
			const text = await output.innerText();
			expectMatch(
				text,
				/Harbor Bakery[\s\S]*Checkr did not create account 'Harbor Bakery': [\s\S]*tax_id/,
			);
			expectMatch(
				text,
				/Walrus Catering[\s\S]*Gusto did not create \w+ 'Walrus Catering': Email has already been taken/,
			);
			await editor.outputPicture('examples/customer-onboarding-rejected');
			await editor.closeNode();
		},
	);
}
