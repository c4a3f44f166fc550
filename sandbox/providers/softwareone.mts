import { yardstik, type YardstikState } from './yardstik.mts';
export type SoftwareOneState = YardstikState;
export const softwareone = { ...yardstik, name: 'softwareone' as const };
