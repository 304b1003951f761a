import { expect, test } from 'vitest';
import { Floor } from './floor.ts';

const ENDS = '  end: { hangup: normal }\n';
const NUMBERS = { 'numbers.yaml': 'numbers:\n  "300": { flow: main }\n' };
const BUNDLE = {
  'bundle.yaml':
    'languages: [en]\nsafety_queue: safety\napology: sorry\nfarewell: bye\negress: [crm.example]\n',
};

const floorWith = (start: string, steps: readonly string[], head = ''): Floor =>
  new Floor({
    ...{ ...NUMBERS, ...BUNDLE },
    'main.flow.yaml': `flow: main\nstart: ${start}\n${head}steps:\n${steps.map((step) => `  ${step}\n`).join('')}${ENDS}`,
  });

const SERVER =
  'told: { notify: { url: "https://crm.example/{{ dialled }}", headers: { authorization: { secret: crm } }, body: { to: "{{ dialled }}" } }, next: seen }';
const SEEN = 'seen: { tag: seen, next: end }';

test('a server is to be told, and the call goes on in the same moment', () => {
  const floor = floorWith('told', [SERVER, SEEN]);
  floor.arrives('c1', '300');
  const noted = floor.noted('c1');
  expect(noted.find(({ kind }) => kind === 'notified')).toEqual({
    ...{ kind: 'notified', callId: 'c1', noticeId: expect.stringMatching(/^c1-1-\w+$/) },
    request: {
      ...{ url: 'https://crm.example/300', headers: {}, secretHeaders: { authorization: 'crm' } },
      body: '{"to":"300"}',
    },
  });
  const steps = noted.flatMap(({ kind, step }) => (kind === 'stepEntered' ? [step] : []));
  expect(steps).toEqual(['told', 'seen', 'end']);
});

test('people and the case are told in words; each notice has a name of its own', () => {
  const floor = floorWith('mail', [
    'mail: { notify: { email: [help@crm.example], subject: "Call to {{ dialled }}" }, next: case }',
    'case: { notify: { case: open, subject: Called, text: "by {{ caller.number }}" }, next: end }',
  ]);
  floor.arrives('c1', '300');
  const [mail, wanted] = floor
    .noted('c1')
    .filter(({ kind }) => kind === 'mailWanted' || kind === 'caseWanted');
  expect(mail).toMatchObject({
    kind: 'mailWanted',
    to: ['help@crm.example'],
    subject: 'Call to 300',
    text: '',
  });
  expect(wanted).toMatchObject({ kind: 'caseWanted', action: 'open', subject: 'Called' });
  expect(wanted!.noticeId).not.toBe(mail!.noticeId);
});

test('a caller who has hung up is told of, before the call ends', () => {
  const floor = floorWith('hear', ['hear: { play: hello, next: end }', SERVER, SEEN], 'on_hangup: told\n');
  floor.arrives('c1', '300');
  floor.ends('leg-c1');
  const kinds = floor.noted('c1').map(({ kind }) => kind);
  expect(kinds).toContain('notified');
  expect(kinds.indexOf('notified')).toBeLessThan(kinds.indexOf('callEnded'));
});
