import { entryInWords } from '../../src/cli/entry-in-words.ts';
import { type Entry, reasonText } from '../../src/journal/index.ts';
import type { PromptTable } from '../../src/speech/index.ts';

/** One entry of a call's timeline as a person reads it; empty for what only machines care about. */
export function storyLine(entry: Entry, prompts: PromptTable): string {
  switch (entry.kind) {
    case 'callArrived':
      return `dials ${entry.dialled}: flow "${entry.flow}"`;
    case 'callAnswered':
      return 'the hotline answers';
    case 'stepEntered':
      return `step "${entry.step}" of flow "${entry.flow}"`;
    case 'said':
      return `the caller hears: ${heard(entry.what, entry.language, prompts)}`;
    case 'digitPressed':
      return `the caller presses ${entry.digit}`;
    case 'queueEntered':
      return `waits in "${entry.queue}"${after(' for ', entry.needs)}, ${entry.waitingBefore} ahead`;
    case 'offered':
      return `offered to ${entry.operator}: ${reasonText(entry.why)}`;
    case 'rang':
      return `the phone of ${entry.operator} rings`;
    case 'offerEnded':
      return `${entry.operator}: ${entry.outcome}`;
    case 'placeChanged':
      return `${entry.by} puts the caller into "${entry.queue}", class ${entry.class}`;
    case 'talkBegan':
      return `talks to ${entry.operator}`;
    case 'talkEnded':
      return `the ${entry.by} ends the talk after ${(entry.talkMs / 1_000).toFixed(1)} s`;
    case 'dialled':
      return `${entry.to} is called`;
    case 'dialRefused':
      return `${entry.to} is not called: ${entry.why}`;
    case 'outAnswered':
      return 'whoever was called answers';
    case 'outEnded':
      return `the call to somebody else: ${entry.outcome}`;
    case 'languageChosen':
      return `chooses the language ${entry.language}`;
    case 'tagged':
      return `noted:${after(' ', entry.label)}${after(' reason ', entry.reason)}`;
    case 'messageTaken':
      return `leaves a message of ${(entry.soundMs / 1_000).toFixed(1)} s for ${entry.box}`;
    case 'surveyed':
      return `answers "${entry.question}": ${'score' in entry ? entry.score : 'by voice'}`;
    case 'noted':
      return `${entry.by} notes:${after(' ', entry.text)}${after(' reason ', entry.reason)}`;
    case 'trouble':
      return `trouble: ${entry.what}`;
    case 'callEnded':
      return `the call is over: ${entry.outcome}${after(' in the ', entry.where)}`;
    case 'operatorChanged':
      return `${entry.operator} is ${entry.presence}, ${entry.unit}${after(', ', entry.reason)}`;
    case 'emergencySwitched':
      return `${entry.by} switches the emergency of ${entry.schedule} ${entry.on ? 'on' : 'off'}`;
    case 'recordingBegan':
    case 'recordingStopped':
    case 'callRecorded':
    case 'recordingHeard':
    case 'recordingDone':
    case 'recordingErased':
    case 'stepLeft':
    case 'outRang':
    case 'queueLeft':
      return '';
    default:
      return entryInWords(entry);
  }
}

/** Nothing when there is nothing to tell. */
const after = (lead: string, text: string | null): string => (text === null ? '' : lead + text);

const heard = (what: readonly string[], language: string, prompts: PromptTable): string =>
  what.map((said) => wordsOf(said, language, prompts)).join(' ');

/** The words of a prompt, or what the flow put together itself. */
function wordsOf(said: string, language: string, prompts: PromptTable): string {
  const source = prompts.get(said)?.get(language);
  if (source === undefined) return `“${said}”`;
  return source.kind === 'text' ? `“${source.text}”` : `the recording "${said}"`;
}
