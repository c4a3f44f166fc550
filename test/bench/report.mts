/** What a benchmark is, and what it reports. */
import type { Stage } from './stage.mts';

/** A target, and whether it was reached. */
export interface Goal {
	text: string;
	measured: string;
	reached: boolean;
}

/** The result of one benchmark: a table and its targets. */
export interface Report {
	title: string;
	/** A sentence on what the table shows. */
	text: string;
	heads: string[];
	rows: string[][];
	goals: Goal[];
}

/** One benchmark. */
export type Work = (stage: Stage, rounds: number) => Promise<Report>;

/** Milliseconds until the API responds, unless a benchmark says otherwise. */
export const LATENCY = 50;

/** The names of the contenders in the tables. */
export const names = {
	own: 'this package',
	plain: 'plain declarative node',
	form: 'plain declarative node, same form',
	httpRequest: 'HTTP Request node',
	helper: 'n8n’s request helper alone',
	fetch: 'plain `fetch`',
};

/** The goal that a number doesn't exceed a maximum. */
export const atMost = (text: string, value: number, most: number): Goal => ({
	text,
	measured: value.toFixed(2),
	reached: value <= most,
});

/** The goal that a number reaches a minimum. */
export const atLeast = (text: string, value: number, least: number): Goal => ({
	text,
	measured: value.toFixed(2),
	reached: value >= least,
});

/** The goal that a number lies between two others. */
export const between = (text: string, value: number, least: number, most: number): Goal => ({
	text,
	measured: value.toFixed(2),
	reached: value >= least && value <= most,
});
