import { expect, test } from 'vitest';
import { loadSmall } from './small-bundle.ts';

const TEXT = `scorecards:
  talk:
    title: { en: Talk, ru: Разговор }
    queues: [sales]
    sections:
      opening:
        title: { en: Opening }
        weight: 2
        questions:
          greeted: { yes_no: { en: Greeted } , critical: true }
          tone: { scale: { en: Friendly }, weight: 3, optional: true }
          advice: { text: { en: Advice } }
`;
const formOf = (text: string) => loadSmall({ 'scorecards.yaml': text }).bundle?.scorecards.get('talk');

test('a form is read with its questions, their kinds and weights', () => {
  const form = formOf(TEXT);
  expect(form).toMatchObject({ name: 'talk', title: { en: 'Talk', ru: 'Разговор' }, queues: ['sales'] });
  expect(form?.sections).toEqual([
    {
      ...{ name: 'opening', title: { en: 'Opening' }, weight: 2 },
      questions: [
        {
          ...{ name: 'greeted', kind: 'yes_no', title: { en: 'Greeted' } },
          ...{ weight: 1, isCritical: true, isOptional: false },
        },
        {
          ...{ name: 'tone', kind: 'scale', title: { en: 'Friendly' } },
          ...{ weight: 3, isCritical: false, isOptional: true },
        },
        {
          ...{ name: 'advice', kind: 'text', title: { en: 'Advice' } },
          ...{ weight: 0, isCritical: false, isOptional: true },
        },
      ],
    },
  ]);
});

test('a form for all calls names no queue, and another text is another version', () => {
  const form = formOf(TEXT.replace('    queues: [sales]\n', ''));
  expect(form?.queues).toBeNull();
  expect(form?.version).not.toBe(formOf(TEXT)?.version);
  expect(formOf(`# a word\n${TEXT}`)?.version).toBe(formOf(TEXT)?.version);
});

test('without the file there is no form, and a change of it is none of the flows', () => {
  const without = loadSmall();
  expect(without.bundle?.scorecards.size).toBe(0);
  const { hashes } = loadSmall({ 'scorecards.yaml': TEXT });
  expect(hashes.flowHash).toBe(without.hashes.flowHash);
  expect(hashes.floorHash).not.toBe(without.hashes.floorHash);
});
