import type { Value } from './expression.ts';
import { filledIn, LOGGED } from './fill-template.ts';
import type { Complaint } from './problem.ts';
import type { Run } from './step-acts.ts';
import type { StepCheck } from './step-check.ts';
import type { Template } from './template.ts';
import { unknownName } from './unknown-name.ts';

const URL_MAX = 2_000;
/** The server is known before anybody calls: what comes from outside stands behind it. */
const FIXED_SERVER = /^https?:\/\/[^/?#\s\\]+[/?]/i;
/** A segment that URL parsers take for "here" or "one up". */
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i;
const SECRET_NAMES = /[?&](?:api_?key|access_token|token|secret|password|passwd)=/i;

/** Checks a URL. What is returned fills it in at run time, percent-encoded, or lets the step fail. */
export function urlMaker(text: string, check: StepCheck): (run: Run) => string {
  const template = check.template(text, ['url'], { leak: LOGGED });
  const complaint = template.length === 0 ? undefined : urlComplaint(template, check);
  if (complaint !== undefined) check.wrong(['url'], complaint);
  return (run) => {
    const url = filledIn(template, run, encoded);
    const [path = ''] = url.split('?');
    if (run.left) return '';
    if (DOTS.test(path)) run.fail(`"${run.stepName}": a value in the URL would lead to another place`);
    else if (url.length > URL_MAX) run.fail(`"${run.stepName}": the URL is too long`);
    return url;
  };
}

const encoded = (value: Value): string => encodeURIComponent(String(value).toWellFormed());

function urlComplaint(template: Template, check: StepCheck): Complaint | undefined {
  const example = template.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  const hint = 'write https://crm.example/callers/{{ caller.number }}: the server stands there as it is';
  const [first] = template;
  const isFixed = template.length === 1 || (typeof first === 'string' && FIXED_SERVER.test(first));
  if (!isFixed || typeof first !== 'string')
    return { code: 'BAD_URL', say: 'the server must not depend on a variable', hint };
  const isUrl = /^https?:\/\//i.test(example) && !/[\s#\\]/.test(example) && URL.canParse(example);
  if (!isUrl || DOTS.test(example.split('?')[0]!)) return { code: 'BAD_URL', say: 'this is no URL', hint };
  const { host, username, password } = new URL(example);
  if (username !== '' || password !== '' || SECRET_NAMES.test(example))
    return { code: 'SECRET_LEAK', say: `a secret in an address is ${LOGGED.fate}`, hint: LOGGED.hint };
  if (check.world.hosts.has(host)) return undefined;
  return unknownHost(host, check);
}

function unknownHost(host: string, { world }: StepCheck): Complaint {
  const complaint = unknownName('UNKNOWN_HOST', 'server', host, world.hosts.keys());
  const hint = complaint.hint.startsWith('did you')
    ? complaint.hint
    : `add it to bundle.yaml: egress: [${host}]`;
  return { ...complaint, say: `the bundle does not name the server "${host}"`, hint };
}
