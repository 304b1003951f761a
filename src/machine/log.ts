import { type DestinationStream, type Logger, pino } from 'pino';
import { maskedNumber } from '../base/index.ts';
import { LogOutput } from './log-output.ts';

const STDOUT = 1;

/** A number as callers and routes have it ("+79161234567"): a log is passed around. */
const NUMBER = /\+\d{8,15}/g;
const masked = (line: string): string => line.replaceAll(NUMBER, maskedNumber);

/**
 * JSON lines on standard output, or where `to` leads. Secrets never get in, wherever these fields appear; nor does a
 * whole number of a person, in whatever field or sentence it stands.
 */
export function createLog(level: string, to: DestinationStream = new LogOutput(STDOUT)): Logger {
  const options = {
    level,
    base: null,
    hooks: { streamWrite: masked },
    redact: {
      paths: [
        '*.password',
        '*.secret',
        '*.token',
        '*.authorization',
        'req.headers.authorization',
        'req.headers.cookie',
      ],
      censor: '•',
    },
  };
  return pino(options, to);
}
