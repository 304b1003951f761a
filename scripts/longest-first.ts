import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { QUICK_DRILLS } from './count-reporter.ts';

/** Files of end-to-end tests that take longest, by what was measured: the quick drills, and then these. */
const LONGEST = [
  ...QUICK_DRILLS,
  ...['messages', 'callbacks', 'out-calls', 'hot-desk', 'demo', 'notices', 'mixed'].map(
    (name) => `test/asterisk/${name}.test.ts`,
  ),
];

/**
 * The longest files begin first, so that in the end no worker has nothing to do while another one is in the middle of
 * its longest. A clean clone has no times of before by which they could be put into order.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((file) => moduleId.endsWith(file));
      return place === -1 ? LONGEST.length : place;
    };
    return others.toSorted((a, b) => rank(a) - rank(b));
  }
}
