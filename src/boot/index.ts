// How the house is wired: the only room that knows every other one.
// Reads the bundle, builds the parts, runs the loop, watches the exchange, stops in order.
// Never: a decision about a call.
export { becomeLeader } from './become-leader.ts';
export { build } from './build.ts';
export { speakAhead } from './build-speech.ts';
export { BundleArchive } from './bundle-archive.ts';
export { chooseBundle } from './choose-bundle.ts';
export { hashFlows, loadFlows, readBundleFolder } from './load-flows.ts';
export { sealPlaces } from './open-seals.ts';
export { Server } from './server.ts';
export { settingOf } from './setting.ts';
export { keepCompiled, standReady } from './spare.ts';
export { WarmReader } from './warm-reader.ts';
