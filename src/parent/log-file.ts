import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file that a child process writes to by itself, so that it goes on when we are gone. It is kept small from outside:
 * its content is moved to "….1", and since the child always appends, it goes on at the new end.
 */
export class LogFile {
  readonly path: string;
  readonly #bytesMax: number;
  /** Where the present life of the child begins in the file. */
  #lifeBegin = 0;

  constructor(path: string, bytesMax: number) {
    this.path = path;
    this.#bytesMax = bytesMax;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  }

  /** A file descriptor for a new child, which its spawner closes. */
  open(): number {
    this.#lifeBegin = this.#size();
    return openSync(this.path, 'a', 0o600);
  }

  /** Moves the content away; what the child writes in this very moment may be lost. */
  rotate(): void {
    if (this.#size() === 0) return;
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
    this.#lifeBegin = 0;
  }

  rotateIfLarge(): void {
    if (this.#size() > this.#bytesMax) this.rotate();
  }

  /** The last lines that the present child wrote. */
  tail(linesMax: number): string {
    if (this.#size() === 0) return '';
    const lines = readFileSync(this.path).subarray(this.#lifeBegin).toString('utf8').trimEnd().split('\n');
    return lines.slice(-linesMax).join('\n');
  }

  #size(): number {
    return existsSync(this.path) ? statSync(this.path).size : 0;
  }
}
