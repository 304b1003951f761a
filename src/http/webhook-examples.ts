import { type CallEntry, foldRecord, webhookBody, webhookExamples } from '../journal/index.ts';

/** The messages that receivers get, for the section `webhooks` of the OpenAPI document. */
export function describedWebhooks(): Record<string, object> {
  const examples = webhookExamples();
  const [arrived] = examples.map(({ entry }) => entry as CallEntry);
  return Object.fromEntries(
    examples.map(({ event, say, entry }) => {
      const call = 'callId' in entry ? foldRecord(foldRecord(undefined, arrived!), entry) : undefined;
      const example = webhookBody(entry, call, (wallMs) => new Date(wallMs).toISOString());
      const content = { 'application/json': { schema: { type: 'object' }, example } };
      const responses = { '2XX': { description: 'the message was taken; 410: never send another one' } };
      const post = { tags: ['webhooks'], summary: say, requestBody: { content }, responses };
      return [event, { post }];
    }),
  );
}
