// npm run demo: scripted operators and callers use the running hotline, or one that is started for it. Each
// call's timeline is printed as it happens, with what the caller hears, and both sides are checked to have
// heard each other.
import { ACTS } from './demo/acts.ts';
import { connect } from './demo/connect.ts';
import { Stage } from './demo/stage.ts';

const connection = await connect();
const ending = new AbortController();
try {
  const stage = await Stage.open(connection);
  const telling = stage.follow(ending.signal);
  for (const { title, play } of ACTS) {
    console.log(`\n${title}`);
    await play(stage);
  }
  await stage.close();
  ending.abort();
  await telling;
  const bad = stage.checks.filter(({ isSo }) => !isSo);
  console.log(`\n${ACTS.length} calls, ${stage.checks.length - bad.length} checks good, ${bad.length} bad`);
  if (bad.length > 0) process.exitCode = 1;
} finally {
  ending.abort();
  await connection.close();
}
