import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A copy of what the set-up needs of the project, and a folder with programs that take the place of real ones. */
let project: string;
let programs: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'cordboard-setup-'));
  programs = join(project, 'programs');
  mkdirSync(programs);
  for (const name of [
    'scripts/setup.sh',
    'scripts/setup',
    'package.json',
    'package-lock.json',
    'asterisk-config',
  ]) {
    cpSync(join(ROOT, name), join(project, name), { recursive: true });
  }
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Puts a shell script in the place of a program. */
function pretend(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

type Ended = { readonly status: number | null; readonly out: string; readonly said: string };

/** Runs a command in the copy, with the pretended programs before the real ones. */
function run(command: readonly string[], env: Record<string, string> = {}): Ended {
  const [file, ...args] = command;
  const ended = spawnSync(file!, args, {
    cwd: project,
    encoding: 'utf8',
    env: { PATH: `${programs}:${SYSTEM_PATH}`, ...env },
  });
  return { status: ended.status, out: ended.stdout, said: ended.stderr };
}

/** Runs lines of bash with the pieces of the set-up loaded. */
function pieces(lines: string, env: Record<string, string> = {}): Ended {
  const load = ['say', 'stamp', 'node', 'debian'].map((name) => `. scripts/setup/${name}.sh`).join('; ');
  const strict = `set -euo pipefail; TOOLS="$PWD/.tools"; mkdir -p "$TOOLS"; ${load}`;
  return run(['bash', '-c', `${strict}\n${lines}`], env);
}

describe('a set-up that is finished', () => {
  test('asks nobody for anything, says nothing and takes no lock', () => {
    for (const name of ['npm', 'apt-get', 'apt-cache', 'flock'])
      pretend(name, `echo "${name} was asked" >&2; exit 9`);
    pretend('dpkg', 'echo amd64');
    const made = pieces(`
      for piece in node/bin/node npm/bin/npm-cli.js bin/asterisk debian/usr/x; do
        mkdir -p "$(dirname "$TOOLS/$piece")"; echo >"$TOOLS/$piece"; chmod +x "$TOOLS/$piece"
      done
      mkdir node_modules
      put_stamp node "$(node_wanted)"; put_stamp npm "npm@$NPM_RANGE"
      put_stamp packages "$(packages_wanted test)"; put_stamp debian "$(debian_wanted)"`);
    expect(made.status).toBe(0);
    for (const set of ['run', 'test']) {
      expect(run(['bash', 'scripts/setup.sh', set])).toEqual({ status: 0, out: '', said: '' });
    }
  });

  test('is not finished when other packages are wanted', () => {
    const ended = pieces(`
      put_stamp packages "$(packages_wanted run)"; mkdir node_modules
      has_packages run && echo run; has_packages test && echo test
      echo changed >>package-lock.json; has_packages run && echo again; true`);
    expect(ended.out).toBe('run\n');
  });
});

describe('a set-up that cannot go on', () => {
  test('says what is missing and what to do, on standard error only', () => {
    pretend('npm', 'echo "getaddrinfo ENOTFOUND registry" >&2; exit 1');
    const ended = run(['bash', 'scripts/setup.sh', 'run']);
    expect(ended.status).toBe(1);
    expect(ended.out).toBe('');
    expect(ended.said).toContain('getaddrinfo ENOTFOUND registry');
    expect(ended.said).toMatch(
      /FAILED: node-linux-\w+@\^24[.\d]+ could not be fetched\n.*Is the npm registry reachable/,
    );
    expect(existsSync(join(project, '.tools/stamps/node'))).toBe(false);
  });

  test('knows its sets', () => {
    expect(run(['bash', 'scripts/setup.sh', 'everything'])).toMatchObject({
      status: 1,
      said: expect.stringContaining('usage: scripts/setup.sh [run|test]'),
    });
  });

  test('names the processor that it has no programs for', () => {
    pretend('uname', 'if [ "$1" = -s ]; then echo Linux; else echo riscv64; fi');
    const ended = run(['bash', 'scripts/setup.sh', 'run']);
    expect(ended.status).toBe(1);
    expect(ended.said).toContain('FAILED: no set-up for Linux on riscv64');
  });
});

describe('two set-ups at once', () => {
  test('the second says that it waits, and goes on when the first has ended', async () => {
    pretend('npm', 'exit 1');
    mkdirSync(join(project, '.tools'));
    const first = spawn('flock', [join(project, '.tools/lock'), 'sh', '-c', 'echo locked; read line'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(first.stdout, 'data');
    const second = spawn('bash', ['scripts/setup.sh', 'run'], {
      cwd: project,
      env: { PATH: `${programs}:${SYSTEM_PATH}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const waits = new Promise<void>((resolved) => {
      second.stderr.on('data', (bytes: Buffer) => {
        said += bytes;
        if (said.includes('another set-up is running, waiting for it')) resolved();
      });
    });
    await waits;
    expect(said).not.toContain('fetching');
    first.stdin.end('go\n');
    await once(second, 'close');
    expect(said).toContain('fetching Node 24');
  });
});

describe('npm packages', () => {
  /** A Node of ours that notes how npm was called, and makes a folder as npm does. */
  const fakeNode = (status: number) => `
    mkdir -p "$TOOLS/node/bin" "$TOOLS/npm/bin"
    printf '#!/bin/sh\\nmkdir -p node_modules; ls -A node_modules >>seen; echo "$@" >>calls; exit ${status}\\n' >"$TOOLS/node/bin/node"
    chmod +x "$TOOLS/node/bin/node"`;

  test('those for running come without those for developing, and both sets are noted', () => {
    pretend('npm', 'echo /etc/machine-npmrc');
    const ended = pieces(
      `${fakeNode(0)}\nensure_packages run; ensure_packages run; ensure_packages test; ensure_packages run`,
    );
    expect(ended.status).toBe(0);
    const calls = readFileSync(join(project, 'calls'), 'utf8').trim().split('\n');
    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatch(/npm-cli\.js install --no-save --ignore-scripts .*--omit=dev$/);
    expect(calls[1]).not.toContain('--omit=dev');
  });

  test('what an interrupted installation left is thrown away, what a finished one left is built upon', () => {
    pretend('npm', 'true');
    pieces(
      `${fakeNode(1)}\nmkdir node_modules; echo >node_modules/half; : >"$TOOLS/packages-half"\n(ensure_packages run) || true`,
    );
    expect(readFileSync(join(project, 'seen'), 'utf8')).toBe('');
    expect(existsSync(join(project, '.tools/stamps/packages'))).toBe(false);
    expect(existsSync(join(project, '.tools/packages-half'))).toBe(true);
    const ended = pieces(
      `${fakeNode(0)}\nrm -f "$TOOLS/packages-half" seen; echo >node_modules/whole\nensure_packages run`,
    );
    expect(ended.status).toBe(0);
    expect(readFileSync(join(project, 'seen'), 'utf8')).toBe('whole\n');
  });
});

describe('the Debian archive', () => {
  /** The archives that are found when the machine's apt has these sources. */
  function archivesIn(
    sources: Readonly<Record<string, string>>,
    env: Record<string, string> = {},
  ): readonly string[] {
    const etc = join(project, 'etc');
    mkdirSync(join(etc, 'sources.list.d'), { recursive: true });
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(etc, name), text);
    writeFileSync(
      join(project, 'apt.conf'),
      `Dir::Etc "${etc}";\nDir::Etc::parts "/nowhere";\nDir::Etc::trustedparts "/nowhere";\n`,
    );
    const ended = pieces('debian_archives || true', { APT_CONFIG: join(project, 'apt.conf'), ...env });
    return ended.out.trim() === '' ? [] : ended.out.trim().split('\n');
  }

  test('it is found in the old form of sources, with or without options', () => {
    expect(
      archivesIn({ 'sources.list': '# main\ndeb http://mirror.example/debian stable main contrib\n' }),
    ).toEqual(['http://mirror.example/debian']);
    const options =
      'deb [arch=amd64,arm64 trusted=yes] https://mirror.example/pub/debian/ testing main # near\n';
    expect(archivesIn({ 'sources.list': '', 'sources.list.d/near.list': options })).toEqual([
      'https://mirror.example/pub/debian',
    ]);
  });

  test('it is found in the new form, with several addresses and suites', () => {
    const stanza = [
      'Types: deb deb-src',
      'URIs: http://one.example/debian http://two.example/debian/',
      'Suites: stable stable-updates',
      'Components: main',
      '',
      'Types: deb',
      'Enabled: no',
      'URIs: http://off.example/debian',
      'Suites: stable',
      'Components: main',
      '',
    ].join('\n');
    expect(archivesIn({ 'sources.list.d/debian.sources': stanza }).toSorted()).toEqual([
      'http://one.example/debian',
      'http://two.example/debian',
    ]);
  });

  test('archives of updates and of others are left out', () => {
    const sources = [
      'deb http://security.example/debian-security stable-security main',
      'deb https://node.example/node_24.x nodistro main',
      'deb cdrom:[Debian 13]/ stable main',
      '',
    ].join('\n');
    expect(archivesIn({ 'sources.list': sources })).toEqual([]);
  });

  test('an address in the environment wins', () => {
    const env = { CORDBOARD_DEBIAN_ARCHIVE: 'http://chosen.example/debian/' };
    expect(archivesIn({ 'sources.list': 'deb http://mirror.example/debian stable main\n' }, env)).toEqual([
      'http://chosen.example/debian',
    ]);
  });
});

describe('the version of Asterisk', () => {
  /** What is chosen when the archives offer these versions by "ARCHIVE SUITE". */
  function choose(versions: Readonly<Record<string, string>>): Ended {
    const cases = Object.entries(versions).map(
      ([from, version]) => `*"${from} main"*) echo "Version: ${version}" ;;`,
    );
    pretend('apt-cache', `case "$(cat .tools/apt/sources.list)" in ${cases.join(' ')} esac`);
    pretend('apt-get', 'exit 0');
    return pieces('debian_archives() { echo http://a.example; echo http://b.example; }\nchoose_suite');
  }

  test('the first archive and suite that have a current one are taken', () => {
    const ended = choose({
      'http://a.example sid': '1:22.10.1+dfsg-1',
      'http://b.example forky': '1:23.1.0-1',
    });
    expect(ended.status).toBe(0);
    expect(ended.said).toContain('Asterisk 22.10.1 comes from sid');
  });

  test('an old one is passed over, and refused when there is no other', () => {
    const newer = choose({
      'http://a.example forky': '1:22.9.9~dfsg-1',
      'http://b.example forky': '1:23.1.0+x-1',
    });
    expect(newer.said).toContain('Asterisk 23.1.0 comes from forky');
    const ended = choose({
      'http://a.example forky': '1:22.9.9~dfsg-1',
      'http://b.example sid': '1:20.5.0-1',
    });
    expect(ended.status).toBe(1);
    expect(ended.said).toContain('FAILED: only older versions of Asterisk found: 22.9.9 20.5.0');
  });

  test('none at all is told with the archives that were asked', () => {
    const ended = choose({});
    expect(ended.status).toBe(1);
    expect(ended.said).toContain(
      'FAILED: none of these archives gave an Asterisk: http://a.example http://b.example',
    );
    expect(ended.said).toContain('CORDBOARD_DEBIAN_ARCHIVE');
  });

  test.each([
    ['22.10.1+dfsg', 0, ''],
    ['23.0.0', 0, 'WARNING: Asterisk 23.0.0 is used, tested is 22; a try of calls on it went well'],
    ['22.10.0', 1, 'FAILED: Asterisk 22.10.0 is older than 22.10.1'],
    ['', 1, 'FAILED: the unpacked Asterisk does not run'],
  ])('an unpacked Asterisk "%s" is judged', (version, status, words) => {
    const ended = judged(version, 'true');
    expect(ended.status).toBe(status);
    expect(ended.said).toContain(words);
  });

  test('one of a newer major on which calls do not go through is refused', () => {
    const ended = judged('23.0.0', 'false');
    expect(ended.status).toBe(1);
    expect(ended.said).toContain('FAILED: Asterisk 23.0.0 does not behave as Cordboard needs');
    expect(ended.said).toContain('asterisk.mode: external');
  });

  /** `tried` stands for the trial calls, which take half a minute and a real exchange. */
  function judged(version: string, tried: 'true' | 'false') {
    const says = version === '' ? 'exit 127' : `echo "Asterisk ${version}"`;
    const program = `printf '#!/bin/sh\\n${says}\\n' >"$TOOLS/bin/asterisk"; chmod +x "$TOOLS/bin/asterisk"`;
    const stand = `ensure_packages() { :; }; timeout() { ${tried}; }`;
    return pieces(`mkdir -p "$TOOLS/bin"; ${program}\n${stand}\ncheck_asterisk`);
  }
});
