import { join } from 'node:path';
import type { Settings } from '../settings/index.ts';

/**
 * What somebody who has just started the hotline needs to know. `passwords` are those that nobody has seen
 * yet.
 */
export function welcome(settings: Settings, passwords: ReadonlyMap<string, string>): string {
  const { sip, trunks, http, secrets, logs, bundle } = settings;
  const at = `${sip.bind.host}:${sip.bind.port} (${sip.transports.join(', ')})`;
  const trunkLines = Object.entries(trunks).map(([name, { match }]) => `trunk ${name}: ${match.join(', ')}`);
  const phoneLines = [...passwords].map(([phoneId, password]) => `${phoneId}  password ${password}`);
  const shown =
    phoneLines.length > 0 ? 'their passwords are shown this once' : 'their passwords were shown before';
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['calls', [`SIP at ${at}, from these addresses:`, ...trunkLines]],
    ['numbers', [join(bundle, 'numbers.yaml')]],
    [
      'operators',
      [
        `phones sign in at ${at}; ${shown}:`,
        ...phoneLines,
        `all of them: ${join(secrets, 'operators.json')}`,
      ],
    ],
    ['API', [`http://${http.host}:${http.port}, documentation at /docs`]],
    ['token', [`${join(secrets, 'admin-token')} (send "Authorization: Bearer …")`]],
    ['logs', [logs]],
    ['stop', ['Ctrl-C']],
  ];
  const lines = rows.flatMap(([name, values]) =>
    values.map((value, index) => `  ${(index === 0 ? name : '').padEnd(10)} ${value}`),
  );
  return ['', 'The hotline is ready.', ...lines, ''].join('\n');
}
