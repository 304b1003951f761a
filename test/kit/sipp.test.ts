import { expect, test } from 'vitest';
import { parseStatistics } from './sipp/run-sipp.ts';

const HEAD =
  'StartTime;LastResetTime;TotalCallCreated;SuccessfulCall(P);SuccessfulCall(C);FailedCall(P);FailedCall(C);';

test("SIPp's cumulative counts are read from the last line", () => {
  const text = `${HEAD}\nx;x;1;0;0;0;0;\nx;x;5;2;4;0;1;\n`;
  expect(parseStatistics(text)).toEqual({ created: 5, successful: 4, failed: 1 });
});

test('a run that wrote no statistics made no calls', () => {
  expect(parseStatistics('')).toEqual({ created: 0, successful: 0, failed: 0 });
});
