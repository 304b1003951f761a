import { serveStore } from '../index.ts';
import { postgresAt } from './postgres-database.ts';

await serveStore(postgresAt);
