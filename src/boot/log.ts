import { type Logger, pino } from 'pino';

/** JSON lines on standard output. Secrets never get in: these paths are masked wherever they appear. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
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
  });
}
