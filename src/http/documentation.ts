import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** The OpenAPI document, made of the routes' own schemas; each route says whom it is for. */
export function documentation(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      info: {
        title: 'Cordboard',
        description: 'Call routing and IVR server: state, calls, operators.',
        version,
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: (route) => withRoles(route, jsonSchemaTransform(route)),
    transformObject: jsonSchemaTransformObject,
  };
}

type Route = Parameters<typeof jsonSchemaTransform>[0];
type Described = ReturnType<typeof jsonSchemaTransform>;

/** The roles as a list for programs, and as a sentence for people. */
function withRoles({ route }: Route, described: Described): Described {
  const roles = route.config?.roles;
  if (roles === undefined || roles === 'everybody') return described;
  const description = `For ${roles.join(', ')}.`;
  return { ...described, schema: { ...described.schema, description, 'x-roles': roles } as never };
}
