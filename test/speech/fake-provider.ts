import { writeFile } from 'node:fs/promises';
import { type SpeechProvider, type SpokenText, writeWav } from '../../src/speech/index.ts';

/**
 * Speaks a text as one sample per character; some texts fail, some never come to an end until they are let
 * go.
 */
export class FakeProvider implements SpeechProvider {
  readonly name: string;
  readonly spoken: string[] = [];
  readonly failing = new Set<string>();
  readonly held = new Map<string, () => void>();
  running = 0;
  mostRunning = 0;

  constructor(name = 'fake') {
    this.name = name;
  }

  async synthesize({ text, voice }: SpokenText, path: string): Promise<void> {
    this.spoken.push(`${voice}: ${text}`);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      if (this.held.has(text)) await new Promise<void>((resolve) => this.held.set(text, resolve));
      await new Promise((resolve) => setImmediate(resolve));
      if (this.failing.has(text)) throw new Error(`cannot say ${text}`);
      await writeFile(path, writeWav({ rateHz: 8_000, samples: new Int16Array(text.length + 1) }));
    } finally {
      this.running -= 1;
    }
  }

  close(): void {
    for (const letGo of this.held.values()) letGo();
  }
}
