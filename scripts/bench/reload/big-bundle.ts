type Steps = Readonly<Record<string, unknown>>;

/** Steps of one part of a flow; the last one leads to `next`. */
const PART_STEPS = 10;

const PROMPTS = ['hello', 'ask', 'again', 'last', 'bye', 'sorry'];

/**
 * A part as a hotline has it: words, opening hours, a menu, an account number, a decision by expressions, a text with
 * variables in two languages, a look at a queue, and the queue.
 */
const part = (i: number, next: string): Steps => ({
  [`hello-${i}`]: { play: ['hello', 'ask'], next: `hours-${i}` },
  [`hours-${i}`]: {
    schedule: 'office',
    on: { open: `menu-${i}`, closed: `menu-${i}`, emergency: `say-${i}` },
  },
  [`menu-${i}`]: {
    menu: {
      prompts: ['ask', 'again', 'last'],
      keys: { 1: `account-${i}`, 2: `look-${i}`, 3: `say-${i}`, 0: `queue-${i}`, star: `menu-${i}` },
      timeout: '4s',
      retries: { no_input: 2, no_match: 2 },
    },
    on: { failed: `queue-${i}` },
  },
  [`account-${i}`]: {
    input: { prompts: 'ask', into: `account_${i}`, digits: 2 },
    on: { ok: `count-${i}`, failed: `queue-${i}` },
  },
  [`count-${i}`]: {
    set: {
      [`length_${i}`]: 'size(dialled) + 1',
      [`known_${i}`]: `caller.number.startsWith("+7916") && account_${i} != ""`,
    },
    next: `choose-${i}`,
  },
  [`choose-${i}`]: {
    branch: {
      if: `known_${i} && (length_${i} < 3 || account_${i}.endsWith("7")) ? true : language == "ru"`,
      // biome-ignore lint/suspicious/noThenProperty: it is the word of the flow language
      then: `say-${i}`,
      else: `switch-${i}`,
    },
  },
  [`switch-${i}`]: {
    branch: {
      switch: `account_${i}.substring(0, 1)`,
      cases: { 1: `say-${i}`, 2: `look-${i}`, 3: `queue-${i}` },
      else: `queue-${i}`,
    },
  },
  [`say-${i}`]: {
    say: {
      text: {
        en: `This is part ${i}. You dialled {{ dialled }} and speak {{ language }}.`,
        ru: `Это часть ${i}. Вы набрали {{ dialled }}, ваш язык {{ language }}.`,
      },
    },
    next: `look-${i}`,
  },
  [`look-${i}`]: { check_queue: 'help', on: { unstaffed: next, ok: `queue-${i}` } },
  [`queue-${i}`]: {
    queue: { name: 'help', needs: '{{ language }} >= 1', label: `Part ${i}` },
    on: { timeout: next, full: next, unstaffed: next },
  },
});

/** A flow of so many steps, written as a person would: a line for each kind and each `on`. */
function flowText(name: string, stepsCount: number, note: string): string {
  const parts = stepsCount / PART_STEPS;
  const steps = Array.from({ length: parts }, (_, i) => part(i, i + 1 < parts ? `hello-${i + 1}` : 'bye'));
  const all: Steps = Object.assign({}, ...steps, {
    bye: { play: 'bye', next: 'end' },
    end: { hangup: 'normal' },
  });
  const lines = Object.entries(all).map(([step, written]) => {
    const keys = Object.entries(written as Steps).map(([key, value]) => `    ${key}: ${oneLine(value)}`);
    return `  ${step}:\n${keys.join('\n')}`;
  });
  const head = `# ${note}\nflow: ${name}\ndefaults: { on: { error: end } }\nstart: hello-0`;
  return `${head}\nsteps:\n${lines.join('\n')}\n`;
}

/** JSON is YAML, except that a space follows the colon. */
const oneLine = (value: unknown): string => JSON.stringify(value).replaceAll('":', '": ');

/** Numbers that callers dial: one for each flow. */
export const dialledNumbers = (filesCount: number): readonly string[] =>
  Array.from({ length: filesCount }, (_, index) => `${index + 1}00`);

/**
 * File name → text of a bundle with so many steps in so many flows, three phones, and one queue. Another note makes it
 * another version.
 */
export function bigBundle(stepsCount: number, filesCount: number, note: string): ReadonlyMap<string, string> {
  const numbers = dialledNumbers(filesCount);
  const files: Readonly<Record<string, unknown>> = {
    'bundle.yaml': { languages: ['en', 'ru'], safety_queue: 'help', apology: 'sorry', farewell: 'bye' },
    'numbers.yaml': { numbers: Object.fromEntries(numbers.map((one, index) => [one, `flow-${index}`])) },
    'queues.yaml': { queues: { help: { must: 'help >= 1', limits: { waiting: 5_000 } } } },
    'operators.yaml': {
      devices: Object.fromEntries(PHONES.map((phone) => [phone, {}])),
      operators: Object.fromEntries(PHONES.map((phone) => [`op-${phone}`, operatorOf(phone)])),
    },
    'prompts.yaml': { prompts: Object.fromEntries(PROMPTS.map((one) => [one, { en: one, ru: one }])) },
    'schedules.yaml': {
      schedules: { office: { zone: 'Europe/Moscow', hours: { 'mon-fri': '09:00-18:00' } } },
    },
  };
  const flows = numbers.map((_, index): [string, string] => {
    return [`flow-${index}.flow.yaml`, flowText(`flow-${index}`, stepsCount / filesCount, note)];
  });
  const others = Object.entries(files).map(([name, content]): [string, string] => {
    return [name, JSON.stringify(content)];
  });
  return new Map([...others, ...flows]);
}

/** Phones of the operators. */
export const PHONES = ['1001', '1002', '1003'] as const;

const operatorOf = (phone: string) => ({
  name: `Operator ${phone}`,
  device: phone,
  skills: { help: 3, en: 5, ru: 5 },
  queues: { help: {} },
});
