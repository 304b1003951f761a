import { SimulatedClock } from '../../src/base/index.ts';
import { type NodeChange, NodeHealth } from '../../src/sip/node-health.ts';

export const STEP_MS = 100;
export const NODE = { name: 'a', uri: 'sip:192.0.2.7:5060' };

/** A node that answers or does not, a witness that says what it likes, and who listens to both. */
export class Ward {
  readonly clock = new SimulatedClock();
  readonly health = new NodeHealth(NODE.name, NODE.uri, this.clock.now());
  readonly changes: NodeChange[] = [];
  /** What the next pings are answered with; null: nothing. */
  status: number | null = 200;
  answerMs = 20;
  /** What Cordboard says each 500 ms; null: it is silent. */
  socket: 'up' | 'lost' | null = 'up';

  get now() {
    return this.clock.now();
  }

  pass(durationMs: number): void {
    for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS) {
      this.ping();
      if (this.socket !== null && this.now.monoMs % 500 === 0) this.says(this.socket);
      this.clock.advance(STEP_MS);
    }
  }

  ping(): void {
    const ping = this.health.pingDue(this.now);
    if (ping === null) return;
    const { status } = this;
    this.clock.after(status === null ? ping.withinMs : this.answerMs, () => this.hears(ping.pingId, status));
  }

  hears(pingId: string, status: number | null): void {
    this.note(this.health.pinged({ pingId, status }, this.now));
  }

  says(socket: 'up' | 'lost', ageMs = 0): void {
    this.note(this.health.witnessed({ socket, ageMs }, this.now));
  }

  note(change: NodeChange | null): void {
    if (change !== null) this.changes.push(change);
  }

  /** What has been told since the last look. */
  told(): readonly string[] {
    return this.changes.splice(0).map(({ kind }) => kind);
  }

  /** How long it takes until it is in this state. */
  until(state: string): number {
    const fromMs = this.now.monoMs;
    while (this.health.state !== state && this.now.monoMs - fromMs < 60_000) this.pass(STEP_MS);
    return this.now.monoMs - fromMs;
  }
}
