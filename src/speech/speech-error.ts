/**
 * Why a text was not spoken. `again`: the next try may work; `aboutText`: it is no fault of whoever speaks, and other
 * texts may be spoken well.
 */
export class SpeechError extends Error {
  readonly again: boolean;
  readonly aboutText: boolean;

  constructor(say: string, { again = false, aboutText = false } = {}) {
    super(say);
    this.again = again;
    this.aboutText = aboutText;
  }
}
