import { join } from 'node:path';
import type { Settings } from './complete-settings.ts';

/** Phone → password, of all phones that may register: for the edge, at which they do. */
export const phoneFileOf = ({ secrets }: Pick<Settings, 'secrets'>): string => join(secrets, 'phones.json');
