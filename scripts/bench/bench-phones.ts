import {
  type Behaviour,
  CallerLine,
  type Diary,
  OperatorPhone,
  RtpSink,
} from '../../test/kit/phones/index.ts';
import type { Contestant } from './contestant.ts';

/** Phones of one measurement; their sound is thrown away by the kernel, so that they cost next to nothing. */
export type BenchPhones = {
  readonly line: CallerLine;
  readonly operators: ReadonlyMap<string, OperatorPhone>;
  readonly callersSink: RtpSink;
  /** A number that no caller had before. */
  nextNumber(): string;
  close(): Promise<void>;
};

/** Opens a line for callers, and registers these operators' phones. */
export async function openBenchPhones(
  contestant: Contestant,
  diary: Diary,
  phones: readonly string[],
  behaviour: Behaviour,
): Promise<BenchPhones> {
  const { server } = contestant;
  const callersSink = await RtpSink.open('127.0.0.2');
  const operatorsSink = await RtpSink.open('127.0.0.1');
  const line = await CallerLine.open({ diary, server, media: () => callersSink.media() });
  const operators = new Map<string, OperatorPhone>();
  for (const phone of phones) {
    const account = contestant.account(phone);
    const operator = await OperatorPhone.open({
      account,
      diary,
      behaviour,
      media: () => operatorsSink.media(),
    });
    await operator.register(server);
    operators.set(phone, operator);
  }
  await contestant.ready(phones);
  let count = 0;
  return {
    line,
    operators,
    callersSink,
    nextNumber: () => {
      count += 1;
      return `+79${String(count).padStart(9, '0')}`;
    },
    close: async () => {
      await line.close();
      for (const operator of operators.values()) {
        operator.hangUp();
        await operator.unregister();
        await operator.close();
      }
      await Promise.all([callersSink.close(), operatorsSink.close()]);
    },
  };
}
