import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type * as z from 'zod';
import { describedWebhooks } from './webhook-examples.ts';

/** The OpenAPI document, made of the routes' own schemas; each route says whom it is for. */
export function documentation(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Cordboard',
        description: 'Call routing and IVR server: state, calls, operators.',
        version,
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
      webhooks: describedWebhooks(),
    },
    transform: (route) => {
      const described = jsonSchemaTransform(route);
      return {
        ...described,
        schema: { ...described.schema, ...answersOf(route), ...bodyOf(route), ...rolesOf(route) } as never,
      };
    },
    transformObject: jsonSchemaTransformObject,
  };
}

type Route = Parameters<typeof jsonSchemaTransform>[0];
type Described = { readonly [code: string]: object };

/** The roles as a list for programs, and as a sentence for people. */
function rolesOf({ route }: Route): object {
  const roles = route.config?.roles;
  if (roles === undefined || roles === 'everybody') return {};
  return { description: `For ${roles.join(', ')}.`, 'x-roles': roles };
}

/** A schema that turns what comes into something else would lose its examples on the way: both forms differ. */
function bodyOf(route: Route): object {
  const { body } = jsonSchemaTransform(route).schema as { readonly body?: object };
  const sent = route.schema?.body as z.ZodType | undefined;
  const examples = sent?.meta()?.examples;
  return body === undefined || examples === undefined ? {} : { body: { ...body, examples } };
}

/** Each answer is described as its schema is: a schema that others share would lose its words on the way. */
function answersOf(route: Route): object {
  const said = (route.schema?.response ?? {}) as Readonly<Record<string, { readonly description?: string }>>;
  const { response } = jsonSchemaTransform(route).schema as { readonly response?: Described };
  if (response === undefined) return {};
  const rows = Object.entries(response).map(([code, shape]) => {
    const description = said[code]?.description;
    return [code, description === undefined ? shape : { ...shape, description }];
  });
  return { response: Object.fromEntries(rows) };
}
