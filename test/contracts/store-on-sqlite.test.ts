import { sqliteWorld } from './store/sqlite-world.ts';
import { describeStore } from './store.contract.ts';

describeStore('the store on SQLite', sqliteWorld);
