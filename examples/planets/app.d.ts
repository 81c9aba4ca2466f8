import type { FastifyInstance, FastifyServerOptions } from 'fastify'

export function buildApp (options?: FastifyServerOptions): Promise<FastifyInstance>
