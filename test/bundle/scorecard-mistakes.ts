import type { Case } from './mistake-case.ts';

const WORDS = 'title: { en: Talk }';
const GREETED = 'greeted: { yes_no: { en: Greeted } }';

const form = (head: string, questions: string): Case[1] => ({
  'scorecards.yaml': `scorecards:\n  talk:\n    ${head}\n    sections:\n      opening: { ${WORDS}, questions: { ${questions} } }\n`,
});

/** What can be wrong with the forms by which calls are scored. */
export const SCORECARDS: readonly Case[] = [
  [
    'a form for a queue that does not exist',
    form(`${WORDS}\n    queues: [help, «UNKNOWN_QUEUE»halp]`, GREETED),
  ],
  ['a title in a strange language', form('title: { en: Talk, «UNKNOWN_LANGUAGE»fr: Parole }', GREETED)],
  ['a title without the first language', form('title: «MISSING_LANGUAGE»{ ru: Разговор }', GREETED)],
  ['a question of no kind', form(WORDS, 'greeted: «WRONG_VALUE»{ weight: 2 }')],
  ['a question of two kinds', form(WORDS, 'greeted: «WRONG_VALUE»{ yes_no: { en: A }, scale: { en: B } }')],
  ['words that count', form(WORDS, `${GREETED}, advice: { text: { en: A }, «WRONG_VALUE»weight: 2 }`)],
  ['a mark that is critical', form(WORDS, 'tone: { scale: { en: A }, «WRONG_VALUE»critical: true }')],
  ['a weight of nothing', form(WORDS, 'tone: { scale: { en: A }, weight: «WRONG_VALUE»0 }')],
  [
    'a form that counts nothing',
    {
      'scorecards.yaml': `scorecards:\n  «MISSING_KEY»talk:\n    ${WORDS}\n    sections:\n      opening: { ${WORDS}, questions: { advice: { text: { en: A } } } }\n`,
    },
  ],
  ['a key that means nothing', form(`${WORDS}\n    «UNKNOWN_KEY»queue: help`, GREETED)],
  [
    'the same question in two sections',
    {
      'scorecards.yaml': `scorecards:\n  talk:\n    ${WORDS}\n    sections:\n      opening: { ${WORDS}, questions: { ${GREETED} } }\n      end: { ${WORDS}, questions: { «DUPLICATE_KEY»${GREETED} } }\n`,
    },
  ],
  [
    'more questions than anybody answers',
    {
      'scorecards.yaml': `scorecards:\n  talk:\n    ${WORDS}\n    «TOO_MANY»sections:\n      opening:\n        ${WORDS}\n        questions:\n${Array.from({ length: 101 }, (_, at) => `          q${at}: { yes_no: { en: A } }\n`).join('')}`,
    },
  ],
];
