/** What a work of the benchmark is, and what it reports. */
import type { Stage } from './stage.mts';

/** Something that must be reached, and whether it was. */
export interface Goal {
	text: string;
	measured: string;
	reached: boolean;
}

/** What one work came to: a table, and what had to be reached. */
export interface Report {
	title: string;
	/** A sentence on what the table shows. */
	text: string;
	heads: string[];
	rows: string[][];
	goals: Goal[];
}

/** One work of the benchmark. */
export type Work = (stage: Stage, rounds: number) => Promise<Report>;

/** Milliseconds that the API takes for an answer, unless a work says otherwise. */
export const LATENCY = 50;

/** The contenders, as the tables name them. */
export const names = {
	own: 'this package',
	plain: 'plain declarative node',
	form: 'plain declarative node, same form',
	httpRequest: 'HTTP Request node',
	helper: 'n8n’s request helper alone',
	fetch: 'plain `fetch`',
};

/** A goal of a number that must not be exceeded. */
export const atMost = (text: string, value: number, most: number): Goal => ({
	text,
	measured: value.toFixed(2),
	reached: value <= most,
});

/** A goal of a number that must be reached. */
export const atLeast = (text: string, value: number, least: number): Goal => ({
	text,
	measured: value.toFixed(2),
	reached: value >= least,
});

/** A goal of a number between two others. */
export const between = (text: string, value: number, least: number, most: number): Goal => ({
	text,
	measured: value.toFixed(2),
	reached: value >= least && value <= most,
});
