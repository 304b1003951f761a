import { maybe, name, record, text } from '../schema.ts';
import { stepKind } from '../step-kind.ts';
import { filled } from '../template.ts';

const LABEL_MAX = 60;
const label = text('the label', LABEL_MAX);

/**
 * Notes something about the call: a label, of which a call may bear several, and the contact reason, of which the last
 * one counts. Both go into the journal and the call's record.
 */
export const tag = stepKind({
  kind: 'tag',
  about: 'notes a label or a contact reason in the record of the call',
  shape: record({ label: maybe(label), reason: maybe(name('a contact reason')) }),
  short: { scalar: { key: 'label', shape: label } },
  resume: 'again',
  answered: false,
  ends: false,
  inherits: [],
  finalizes: true,
  instant: () => true,
  outcomes: () => [{ name: 'done', must: true }],
  acts({ label: written, reason = null }, check) {
    if (written === undefined && reason === null) {
      const hint = 'write a label, or { reason: some-reason }';
      check.wrong([], { code: 'WRONG_VALUE', say: 'the tag says nothing', hint });
    }
    if (reason !== null) check.reason(reason, ['reason']);
    const template = written === undefined ? null : check.template(written, ['label']);
    return {
      enter(run) {
        const said = template === null ? null : filled(template, run).trim().slice(0, LABEL_MAX);
        if (run.left) return;
        run.emit({ kind: 'tagged', label: said === '' ? null : said, reason });
        run.leave('done');
      },
    };
  },
});
