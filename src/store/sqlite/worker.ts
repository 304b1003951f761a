import { serveStore } from '../index.ts';
import { sqliteAt } from './sqlite-database.ts';

await serveStore(sqliteAt);
