/** Everything that a user does with one node, from finding it to reading why a provider rejected a customer. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { demoCredentials, type DemoCredential } from '../../demo/credentials.mts';
import { projectFolder } from '../../demo/install.mts';
import type { EmptyStage } from '../../demo/stage.mts';
import { alone, expectAll, expectMatch, type Checks } from './checks.mts';
import type { Editor } from './editor.mts';
import { stories, type NodeStory } from './nodes.mts';

/** The options that lead to one form. */
interface FormOf {
	resource: INodePropertyOptions;
	operation: INodePropertyOptions;
}

export async function tell(
	story: NodeStory,
	editor: Editor,
	checks: Checks,
	stage: EmptyStage,
	types: INodeTypeDescription[],
): Promise<void> {
	const { slug, name, run, rejection, others, list, shown } = story;
	const description = types.find(({ displayName }) => displayName === name) as INodeTypeDescription;
	const picture = (what: string) => `${slug}/${what}`;
	const start = async (action: string) => {
		await editor.newWorkflow();
		await editor.addNode(name, action);
		return editor.form;
	};
	const startSignedIn = async (action: string) => {
		await editor.newWorkflow();
		await editor.addSignedIn(name, action);
		return editor.form;
	};
	story.prepare?.(stage.sandbox);

	await checks.check(`is found by "${[name, ...story.searches].join('", "')}"`, async () => {
		await editor.newWorkflow();
		for (const words of [name, ...story.searches].reverse()) {
			const found =
				words === name
					? [name]
					: stories.filter(({ searches }) => searches.includes(words)).map((other) => other.name);
			for (const node of found) await editor.searchNodes(words, node);
			if (words === story.searches[0]) await editor.searchPicture(picture('search'));
		}
	});

	// The first one goes last, because n8n selects the newest credential for a new node.
	for (const [index, { type, action, way, environment, refusal }] of [
		...story.credentials.entries(),
	].reverse()) {
		const known = demoCredentials(stage.sandbox, stage.mail).find(
			(credential) => credential.type === type,
		) as DemoCredential;
		await checks.check(
			`${known.name}: reports a wrong value, and accepts the right one`,
			// n8n tests credentials with a dummy node that all tests share.
			async () =>
				await alone(async () => {
					await start(action);
					const { credential } = editor;
					const names =
						index === 0
							? ['credential', 'credential-refused']
							: [`credential-${index + 1}`, `credential-${index + 1}-refused`];
					await credential.openNew(way);
					if (environment) await credential.choose('environment', environment);
					await editor.picture(picture(names[0]), credential.window);
					if (known.data.environment) await credential.choose('environment', 'Custom URL');
					for (const [field, value] of Object.entries({ ...known.data, ...known.wrong }))
						if (field !== 'environment') await credential.type(field, String(value));
					expectMatch(await credential.saveRefused(), refusal);
					await editor.closeMessages();
					await editor.picture(picture(names[1]), credential.window);
					for (const field of Object.keys(known.wrong ?? {}))
						await credential.type(field, String(known.data[field]));
					await credential.save();
					await credential.openExisting();
					await credential.accepted();
					if (shown) await editor.picture(picture('credential-accepted'), credential.window);
					await credential.close();
				}),
		);
	}

	await checks.check('shows the form of every operation, with all required fields', async () => {
		const form = await start(run.action);
		for (const { resource, operation } of formsOf(description)) {
			await form.choose('resource', resource.name);
			if ((await form.field('operation').locator('input').inputValue()) !== operation.name)
				await form.choose('operation', operation.name);
			for (const parameter of requiredFor(description, resource, operation))
				await form.field(parameter).waitFor();
			await editor.formPicture(picture(`form-${resource.value}-${operation.value}`));
		}
	});

	await checks.check('has Requests at Once and Retries in its settings', async () => {
		const form = await start(run.action);
		await form.openSettings();
		for (const option of ['Requests at Once', 'Retries']) await form.add('Add Option', option);
		if (!shown) return;
		await editor.panelPicture(picture('settings'));
		await form.set('On Error', 'Continue (using error output)');
		await editor.panelPicture(picture('on-error'));
	});

	await checks.check(`runs "${run.action}" and shows the result as a table`, async () => {
		const form = await startSignedIn(run.action);
		await run.fill(form);
		await form.run('success');
		const { headings, rows } = await form.table();
		expectAll(headings, run.headings);
		if (!rows.flat().some((cell) => cell.includes(run.cell)))
			throw new Error(`No cell holds "${run.cell}": ${JSON.stringify(rows)}`);
		await editor.outputPicture(picture('output'));
	});

	await checks.check('covers every operation with a run', async () => {
		const actions = formsOf(description).map(({ operation }) => String(operation.action));
		expectAll([run.action, ...others.map(({ action }) => action)], actions);
	});

	await checks.check('shows in its output whom the provider rejected, and why', async () => {
		const form = await startSignedIn(run.action);
		await run.fill(form);
		await rejection.fill(form);
		await form.run('danger');
		expectMatch(await form.refusal(), rejection.says);
		await editor.outputPicture(picture('rejection'));
	});

	for (const { action, fill, shows } of others) {
		await checks.check(`runs "${action}" and shows "${shows}"`, async () => {
			const form = await startSignedIn(action);
			await fill?.(form);
			await form.run('success');
			const { headings, rows } = await form.table();
			if (![...headings, ...rows.flat()].some((text) => text.includes(shows)))
				throw new Error(`Nothing reads "${shows}": ${JSON.stringify([headings, ...rows])}`);
		});
	}

	if (list) {
		await checks.check(
			`finds "${String(list.entry)}" in a list by typing "${list.words}"`,
			async () => {
				const form = await startSignedIn(list.action);
				await list.before?.(form);
				await form.search(list.parameter, list.words, list.entry);
				await editor.panelPicture(picture('list'));
				await form.take(list.entry);
				expectMatch(
					await form.listValue(list.parameter),
					typeof list.entry === 'string'
						? new RegExp(list.entry.replace(/[()]/g, '\\$&'))
						: list.entry,
				);
			},
		);
	}

	if (existsSync(path.join(projectFolder, 'dist', 'nodes', name, '__schema__'))) {
		await checks.check('offers its output for mapping before the first run', async () => {
			await startSignedIn(run.action);
			await editor.closeNode();
			await editor.addAfter(run.action, 'Edit Fields (Set)');
			expectMatch(
				await editor.form.mapFirst(run.headings[0]),
				new RegExp(`\\$json\\.${run.headings[0]}`),
			);
			if (shown) await editor.inputPicture(picture('mapping'));
		});
	}
}

function formsOf({ properties }: INodeTypeDescription): FormOf[] {
	const resources = optionsOf(properties.find(({ name }) => name === 'resource'));
	return resources.flatMap((resource) => {
		const operations = properties.find(
			(property) =>
				property.name === 'operation' &&
				property.displayOptions?.show?.resource?.includes(resource.value as string),
		);
		return optionsOf(operations).map((operation) => ({ resource, operation }));
	});
}

function requiredFor(
	{ properties }: INodeTypeDescription,
	resource: INodePropertyOptions,
	operation: INodePropertyOptions,
): string[] {
	return properties
		.filter(({ required, displayOptions, typeOptions }) => {
			const show = displayOptions?.show ?? {};
			// A list of strings has no field until the user adds one.
			return (
				required &&
				!typeOptions?.multipleValues &&
				show.resource?.includes(resource.value as string) &&
				show.operation?.includes(operation.value as string)
			);
		})
		.map(({ name }) => name);
}

function optionsOf(property: INodeProperties | undefined): INodePropertyOptions[] {
	// n8n adds "Custom API Call" to every node that has a credential.
	return ((property?.options ?? []) as INodePropertyOptions[]).filter(
		({ name }) => name !== 'Custom API Call',
	);
}
