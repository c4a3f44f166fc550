import { yardstik, type YardstikState } from './yardstik.mts';
export type GustoState = YardstikState;
export const gusto = { ...yardstik, name: 'gusto' as const };
