import { filledIn, LOGGED } from './fill-template.ts';
import { leaf, nameComplaint, named, type Shape, text, textComplaint, wrongType } from './schema.ts';
import type { Run } from './step-acts.ts';
import type { StepCheck } from './step-check.ts';

const HEADERS_MAX = 20;
const VALUE_MAX = 1_000;

/** What describes the wish or the sender; how the message travels is not the flow's affair. */
const ALLOWED = /^(?:accept|accept-language|authorization|x-[a-z0-9-]{1,60})$/;
const REFUSED = /^x-(?:forwarded|real-ip|http-method|method)/;

const headerName: Shape<string> = leaf(
  { type: 'string', pattern: ALLOWED.source, description: 'name of a header' },
  (value) => {
    if (typeof value !== 'string' || (ALLOWED.test(value) && !REFUSED.test(value)))
      return textComplaint(value);
    const hint = 'use accept, accept-language, authorization, or one that begins with x-, in small letters';
    return { code: 'BAD_HEADER', say: `a flow cannot set the header "${value.slice(0, 60)}"`, hint };
  },
);

type HeaderValue = string | { readonly secret: string };

const words = text('the header', VALUE_MAX);

const headerValue: Shape<HeaderValue> = leaf(
  {
    description: 'a text, or { secret: name } for the content of a file in data/secrets/egress',
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        properties: { secret: { type: 'string' } },
        required: ['secret'],
        additionalProperties: false,
      },
    ],
  },
  (value) => {
    if (typeof value === 'string' && words.safeParse(value).success) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return (
        textComplaint(value) ?? {
          code: 'WRONG_VALUE',
          say: 'a header of this length',
          hint: 'write 1 to 1,000 characters',
        }
      );
    const keys = Object.keys(value);
    if (keys.length === 1 && keys[0] === 'secret')
      return nameComplaint((value as { secret: unknown }).secret);
    return wrongType('a text or { secret: name }', value);
  },
);

export const headersShape = named(headerName, headerValue);

/** Checks headers: those with a secret are told by its name, the others are filled in at run time. */
export function headerMaker(
  written: Readonly<Record<string, HeaderValue>>,
  check: StepCheck,
): {
  readonly headersOf: (run: Run) => Readonly<Record<string, string>>;
  readonly secretHeaders: Readonly<Record<string, string>>;
} {
  const count = Object.keys(written).length;
  if (count > HEADERS_MAX)
    check.wrong(['headers'], {
      code: 'TOO_MANY',
      say: `${count} headers`,
      hint: `keep it to ${HEADERS_MAX}`,
    });
  const secrets: [string, string][] = [];
  const templates: (readonly [string, ReturnType<StepCheck['template']>])[] = [];
  for (const [name, value] of Object.entries(written)) {
    if (typeof value !== 'string') {
      secrets.push([name, value.secret]);
      continue;
    }
    const template = check.template(value, ['headers', name], { leak: LOGGED });
    if (name === 'authorization' && template.length > 0 && template.every((part) => typeof part === 'string'))
      reportWritten(name, check);
    templates.push([name, template]);
  }
  const headersOf = (run: Run): Readonly<Record<string, string>> =>
    Object.fromEntries(
      templates.map(([name, template]) => {
        const value = filledIn(template, run, String);
        const isGood = /^[\u0020-\u007e]*$/.test(value) && value.length <= VALUE_MAX;
        if (!run.left && !isGood) run.fail(`"${run.stepName}": a value does not fit into the header ${name}`);
        return [name, value];
      }),
    );
  return { headersOf, secretHeaders: Object.fromEntries(secrets) };
}

function reportWritten(name: string, check: StepCheck): void {
  const hint = `write { secret: some-name }, and the value into the file data/secrets/egress/some-name`;
  check.wrong(['headers', name], { code: 'SECRET_LEAK', say: 'a secret stands in a flow', hint });
}
