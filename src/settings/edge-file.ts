import { join } from 'node:path';
import type { Settings } from './complete-settings.ts';

/** What Cordboard tells the edge of the bundle in use: phones with their passwords, and whose calls are urgent. */
export const edgeFileOf = ({ secrets }: Pick<Settings, 'secrets'>): string => join(secrets, 'edge.json');
