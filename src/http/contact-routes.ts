import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { Failure } from '../base/index.ts';
import { CONTACT_STATES, type ContactQuery } from '../journal/index.ts';
import { contactChangeSchema, contactSchema, contactStorySchema } from './contact-schemas.ts';
import { ADMINS, askedBy, holderOf, SIGNED_IN, STAFF } from './guard.ts';
import type { ContactChange, House } from './house.ts';
import { contactsOf, requireContact, requireTaker } from './rights.ts';
import { failureSchema, idSchema } from './schemas.ts';
import { requireReason } from './screen-pop-routes.ts';

const querySchema = z.strictObject({
  state: z.enum(CONTACT_STATES).optional(),
  customer: idSchema.optional().describe('the number'),
  queue: idSchema.optional().describe('the last queue'),
  operator: idSchema.optional().describe('who has taken it'),
  overdue: z.literal('true').optional().describe('only those for which the alarm was raised'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  after: idSchema.optional().describe('the id of the last contact of the page before'),
});

const listSchema = z
  .object({
    contacts: z.array(contactSchema).readonly(),
    next: z.string().nullable().describe('what to give as "after" for the next page'),
  })
  .describe('a page of contacts');

const tags = ['contacts'];
const params = z.object({ contactId: idSchema });

/** Customers' requests, each with its calls, messages and notes, until nothing is owed any more. */
export function contactRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { contacts } = house;
  routes.route({
    method: 'GET',
    url: '/contacts',
    config: { roles: SIGNED_IN },
    schema: {
      ...{ tags, querystring: querySchema },
      summary: "Customers' requests, those that changed last first, page by page",
      response: { 200: listSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { overdue, ...query } = request.query;
      const asked = { ...query, ...contactsOf(house, holderOf(request), query) };
      const given = Object.entries(asked).filter(([, value]) => value !== undefined);
      const wanted = [...given, ...(overdue === undefined ? [] : [['overdue', true] as const])];
      const found = await contacts.list(Object.fromEntries(wanted) as unknown as ContactQuery);
      return { contacts: found, next: found.length === query.limit ? found.at(-1)!.contactId : null };
    },
  });
  routes.route({
    method: 'GET',
    url: '/contacts/:contactId',
    config: { roles: SIGNED_IN },
    schema: {
      ...{ tags, params },
      summary: 'One request with all that happened to it',
      response: { 200: contactStorySchema, default: failureSchema },
    },
    handler: async (request) => {
      const story = await contacts.story(request.params.contactId);
      requireContact(house, holderOf(request), story.contact);
      return story;
    },
  });
  changeRoutes(app, house);
}

function changeRoutes(app: FastifyInstance, house: House): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { contacts } = house;
  routes.route({
    method: 'POST',
    url: '/contacts/:contactId',
    config: { roles: STAFF },
    schema: {
      ...{ tags, params, body: contactChangeSchema },
      summary:
        'Notes something of a request, takes it or gives it to somebody, sets its time, ends or reopens it',
      response: { 200: contactSchema, default: failureSchema },
    },
    handler: async (request) => {
      const { dueAt, ...others } = request.body;
      const { operator = null, reason = null } = others;
      const { contact } = await contacts.story(request.params.contactId);
      requireContact(house, holderOf(request), contact);
      requireTaker(holderOf(request), operator);
      if (operator !== null && house.operator(operator) === undefined)
        throw new Failure('OPERATOR_UNKNOWN', { operatorId: operator });
      requireReason(house, reason);
      const given = Object.entries({ ...others, dueMs: dueAt }).filter(([, value]) => value !== undefined);
      const change = Object.fromEntries(given) as ContactChange;
      return contacts.change(contact.contactId, change, askedBy(request));
    },
  });
  routes.route({
    method: 'DELETE',
    url: '/contacts',
    config: { roles: ADMINS },
    schema: {
      ...{ tags, querystring: z.strictObject({ customer: idSchema }) },
      summary: 'Erases for good all requests of a customer, with all that was noted of them',
      response: {
        200: z.object({ erased: z.number() }).describe('how many were erased'),
        default: failureSchema,
      },
    },
    handler: async (request) => ({
      erased: await contacts.eraseOf(request.query.customer, askedBy(request)),
    }),
  });
}
