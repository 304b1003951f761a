import { type Logger, pino } from 'pino';
import { LogOutput } from './log-output.ts';

const STDOUT = 1;

/** JSON lines on standard output. Secrets never get in: these paths are masked wherever they appear. */
export function createLog(level: string): Logger {
  const masked = ['*.password', '*.secret', '*.token', '*.authorization'];
  const paths = [...masked, 'req.headers.authorization', 'req.headers.cookie'];
  return pino({ level, base: null, redact: { paths, censor: '•' } }, new LogOutput(STDOUT));
}
