import { yardstik, type YardstikState } from './yardstik.mts';
export type TealState = YardstikState;
export const teal = { ...yardstik, name: 'teal' as const };
