import { expect, test } from 'vitest';
import { judgeAudit } from '../../scripts/advisories/judge-audit.ts';

const hole = (title: string) => ({
  source: 1,
  title,
  url: 'https://github.com/advisories/GHSA-1',
  severity: 'high',
});
/** As npm prints it, with what it says beside. */
const report = (vulnerabilities: object): string =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: { total: 1 } } });
const found = (severity: string, more: object = {}) => ({
  ...{ name: 'ws', severity, isDirect: true, via: [hole('a way in')], effects: [], range: '<8.0.1' },
  ...{
    nodes: ['node_modules/ws'],
    fixAvailable: { name: 'ws', version: '8.0.1', isSemVerMajor: false },
    ...more,
  },
});

test.each(['high', 'critical'])(
  'a planted hole that is %s fails, with its package, its page and the way out',
  (severity) => {
    expect(judgeAudit(report({ ws: found(severity) }))).toEqual({
      ...{ kind: 'judged', lessCount: 0 },
      grave: [`${severity}: ws <8.0.1: a way in (https://github.com/advisories/GHSA-1): take ws 8.0.1`],
    });
  },
);

test('a package that has it from another one, and one that nothing mends, say so', () => {
  const { grave } = judgeAudit(
    report({
      request: found('high', { via: ['ws'], fixAvailable: true }),
      ws: found('critical', { fixAvailable: false }),
    }),
  ) as { readonly grave: readonly string[] };
  expect(grave[0]).toBe('high: request <8.0.1: by ws: npm audit fix mends it');
  expect(grave[1]).toMatch(/nothing mends it yet/);
});

test.each(['info', 'low', 'moderate'])('one that is %s is counted, and fails nobody', (severity) => {
  expect(judgeAudit(report({ ws: found(severity) }))).toEqual({ kind: 'judged', grave: [], lessCount: 1 });
});

test('without any there is nothing to say', () => {
  expect(judgeAudit(report({}))).toEqual({ kind: 'judged', grave: [], lessCount: 0 });
});

test.each([
  ['nothing', '', 'no report'],
  ['half a report', '{"auditReportVersion": 2, "vuln', 'no report'],
  ['a report of another form', '{"auditReportVersion": 3, "vulnerabilities": {}}', 'no report'],
  ['a word of severity that nobody knows', report({ ws: found('apocalyptic') }), 'no report'],
  ['a refusal', '{"message": "405 Method Not Allowed", "error": {}}', '405 Method Not Allowed'],
])('%s is never taken for a good report', (_, text, why) => {
  expect(judgeAudit(text)).toEqual({ kind: 'skipped', why });
});
