// What a refused write answers with.
import { expect } from 'vitest';
import type { GraphqlAnswer } from './api-process.ts';

export interface Refusal {
  readonly code: string;
  readonly message: string | RegExp;
  /** Field and message of each cause. */
  readonly causes?: ReadonlyArray<readonly [field: string, message: string | RegExp]>;
  /** Of the object that is meant. */
  readonly name?: string;
}

/** The answer is this refusal and nothing else, and shows nothing of the inside. */
export async function expectRefusal(operation: Promise<GraphqlAnswer>, { code, message, causes, name }: Refusal) {
  const { status, data, errors } = await operation;
  expect(status).toBe(200);
  expect(Object.values(data)).toEqual([null]);
  expect(errors).toHaveLength(1);
  const [error] = errors ?? [];
  expect(error?.message).toMatch(message);
  const found = error?.extensions as { code: string; name?: string; causes: Cause[] } | undefined;
  expect(found?.code).toBe(code);
  if (name !== undefined) expect(found?.name).toBe(name);
  const fields = found?.causes.map(({ field, message }) => [field, message]);
  const wanted = causes?.map(([field, text]) => [field, text instanceof RegExp ? expect.stringMatching(text) : text]);
  if (wanted) expect(fields).toEqual(wanted);
  expect(JSON.stringify(errors)).not.toMatch(/node_modules|\.ts:\d|SELECT |postgres/i);
}

interface Cause {
  readonly field: string;
  readonly message: string;
}
