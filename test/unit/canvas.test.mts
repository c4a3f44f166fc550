/**
 * How the examples look on n8n's canvas: aligned with its grid, evenly spaced, and with no line behind a node, name or
 * note. Sizes and curves match n8n 2.41's editor, in its own pixels.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IConnections, INode } from 'n8n-workflow';
import type { WorkflowFile } from '../../demo/client.mts';

/** n8n's canvas snaps to this grid. */
const GRID = 16;

/** From the left edge of a node to that of its neighbor. */
const COLUMN = 240;

const NODE = 96;

/** A tool below an AI node is a circle. */
const TOOL = 80;

/** A node with tools attached is wide and has its name inside. */
const TOOL_HOLDER = 224;

/** The name under a node, per character and line. The operation is on a separate line. */
const NAME = { character: 8, widest: 192, height: 40 };

/** A note's text, as measured: space at both sides together, above it and between paragraphs; line and character. */
const NOTE = { sides: 26, above: 9, between: 8, line: 18.9, character: 6.6 };

/** A note's heading. */
const HEADING = { line: 32, character: 12.2 };

/** Empty space at the bottom of a note, with room for one line more or less than this test counts. */
const SPARE = { least: 8, most: 48 };

interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

interface Point {
	x: number;
	y: number;
}

interface Connection {
	from: INode;
	to: INode;
	points: Point[];
}

const folder = path.join(process.cwd(), 'examples');

const examples = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map(
		(file) =>
			[file, JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as WorkflowFile] as const,
	);

const isNote = ({ type }: INode) => type.endsWith('.stickyNote');

/** Number of a node's outputs: those that its parameters define, plus the error output. */
function outputsOf({ type, parameters, onError }: INode): number {
	const rules = (parameters.rules as { values?: unknown[] } | undefined)?.values ?? [];
	const { fallbackOutput } = (parameters.options ?? {}) as { fallbackOutput?: string };
	const kind = type.split('.').pop();
	const own =
		kind === 'switch'
			? rules.length + (fallbackOutput === 'extra' ? 1 : 0)
			: kind === 'if' || kind === 'splitInBatches'
				? 2
				: 1;
	return own + (onError === 'continueErrorOutput' ? 1 : 0);
}

function inputsOf({ type, parameters }: INode): number {
	return type.endsWith('.merge') ? Number(parameters.numberInputs ?? 2) : 1;
}

function sizeOf(node: INode): { width: number; height: number } {
	if (isNote(node)) {
		const { width, height } = node.parameters as { width: number; height: number };
		return { width, height };
	}
	if (node.type.endsWith('Tool')) return { width: TOOL, height: TOOL };
	if (node.type.endsWith('.mcpTrigger')) return { width: TOOL_HOLDER, height: NODE };
	const handles = Math.max(outputsOf(node), inputsOf(node));
	return { width: NODE, height: NODE + Math.max(0, handles - 2) * 2 * GRID };
}

function boxOf(node: INode): Box {
	const [left, top] = node.position;
	const { width, height } = sizeOf(node);
	return { left, top, right: left + width, bottom: top + height };
}

/** The node with its name, which is centered below it. */
function withName(node: INode): Box {
	const box = boxOf(node);
	if (isNote(node) || node.type.endsWith('.mcpTrigger')) return box;
	const half = Math.min(node.name.length * NAME.character, NAME.widest) / 2;
	const center = (box.left + box.right) / 2;
	return {
		left: Math.min(box.left, center - half),
		top: box.top,
		right: Math.max(box.right, center + half),
		bottom: box.bottom + NAME.height,
	};
}

function handle(box: Box, index: number, count: number, x: number): Point {
	return { x, y: box.top + ((box.bottom - box.top) / (count + 1)) * (index + 1) };
}

/** The line that n8n draws: a curve to the right, or a path around the bottom when it leads back. */
function line(from: Point, to: Point): Point[] {
	if (to.x < from.x - 20) {
		const bottom = from.y + 130;
		return [
			from,
			{ x: from.x + 40, y: from.y },
			{ x: from.x + 40, y: bottom },
			{ x: to.x - 40, y: bottom },
			{ x: to.x - 40, y: to.y },
			to,
		].flatMap((point, index, all) => (index === 0 ? [point] : between(all[index - 1], point)));
	}
	const half = Math.max(0, to.x - from.x) / 2;
	return Array.from({ length: 101 }, (_, step) => {
		const t = step / 100;
		const s = 1 - t;
		const curve = (a: number, b: number, c: number, d: number) =>
			a * s ** 3 + 3 * b * s * s * t + 3 * c * s * t * t + d * t ** 3;
		return {
			x: curve(from.x, from.x + half, to.x - half, to.x),
			y: curve(from.y, from.y, to.y, to.y),
		};
	});
}

function between(a: Point, b: Point): Point[] {
	return Array.from({ length: 20 }, (_, step) => ({
		x: a.x + ((b.x - a.x) * (step + 1)) / 20,
		y: a.y + ((b.y - a.y) * (step + 1)) / 20,
	}));
}

function connectionsOf(nodes: INode[], connections: IConnections): Connection[] {
	const named = (name: string) => nodes.find((node) => node.name === name) as INode;
	return Object.entries(connections).flatMap(([name, { main = [] }]) =>
		main.flatMap((targets, output) =>
			(targets ?? []).map(({ node, index }) => {
				const [from, to] = [named(name), named(node)];
				const [start, end] = [boxOf(from), boxOf(to)];
				return {
					from,
					to,
					points: line(
						handle(start, output, outputsOf(from), start.right),
						handle(end, index, inputsOf(to), end.left),
					),
				};
			}),
		),
	);
}

const overlap = (a: Box, b: Box) =>
	a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const inside = ({ x, y }: Point, box: Box) =>
	x > box.left && x < box.right && y > box.top && y < box.bottom;

/** Approximate height of a note's text. */
function textHeight({ content, width }: { content: string; width: number }): number {
	const blocks = content.split(/\n+/).filter((block) => block !== '');
	const heights = blocks.map((block) => {
		const { line: height, character } = block.startsWith('## ') ? HEADING : NOTE;
		const text = block.replace(/^## |\*+|\[|\]\([^)]*\)/g, '');
		return Math.ceil((text.length * character) / (width - NOTE.sides)) * height;
	});
	return heights.reduce((sum, height) => sum + height + NOTE.between, NOTE.above - NOTE.between);
}

describe.each(examples)('%s', (_name, { nodes, connections }) => {
	const steps = nodes.filter((node) => !isNote(node));
	const notes = nodes.filter(isNote);

	it("aligns with n8n's grid", () => {
		const off = nodes.filter((node) =>
			[...node.position, ...Object.values(sizeOf(node))].some((value) => value % GRID !== 0),
		);
		expect(off.map(({ name, position }) => [name, position])).toEqual([]);
	});

	it('spaces its nodes evenly from left to right', () => {
		const main = steps.filter(({ type }) => !type.endsWith('Tool'));
		const first = Math.min(...main.map(({ position }) => position[0]));
		const odd = main.filter(({ position }) => (position[0] - first) % COLUMN !== 0);
		expect(odd.map(({ name, position }) => [name, position])).toEqual([]);
		const tools = steps.filter(({ type }) => type.endsWith('Tool'));
		const places = tools.map(({ position }) => position[0]).sort((a, b) => a - b);
		const gaps = places.slice(1).map((place, index) => place - places[index]);
		expect(new Set(gaps).size).toBeLessThanOrEqual(1);
	});

	it('has no overlapping nodes, names or notes', () => {
		const clashes = nodes.flatMap((one, index) =>
			nodes
				.slice(index + 1)
				.filter((other) => overlap(withName(one), withName(other)))
				.map((other) => [one.name, other.name]),
		);
		expect(clashes).toEqual([]);
	});

	it('has no line behind a node, name or note', () => {
		const hidden = connectionsOf(nodes, connections).flatMap(({ from, to, points }) =>
			nodes
				.filter((node) => node !== from && node !== to)
				.filter((node) => points.some((point) => inside(point, withName(node))))
				.map((node) => `${from.name} → ${to.name} runs behind ${node.name}`),
		);
		expect(hidden).toEqual([]);
	});

	it('sizes its notes to fit their text', () => {
		const wrong = notes.flatMap(({ name, parameters }) => {
			const note = parameters as unknown as { content: string; width: number; height: number };
			const spare = note.height - textHeight(note);
			return spare < SPARE.least || spare > SPARE.most
				? [`${name}: ${Math.round(spare)} px to spare`]
				: [];
		});
		expect(wrong).toEqual([]);
	});
});
