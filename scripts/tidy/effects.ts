// Time, chance and failure: they come in as arguments or they are dealt with, never taken or dropped on the quiet.
import type { Expression, Node } from 'oxc-parser';
import { type Finding, finding, importsOf, isTest, lineAt, type SourceFile, visit } from '../source.ts';

const hidden = new Set([
  'Date.now',
  'performance.now',
  'Math.random',
  'setTimeout',
  'setInterval',
  'globalThis.setTimeout',
  'globalThis.setInterval',
]);

/** Below the programs everything takes a clock; `clock.ts` is where the real one is. */
export function hiddenTimeAndChance(file: SourceFile): Finding[] {
  if (!file.path.startsWith('packages/') || isTest(file.path) || /\/(virtual-)?clock\.ts$/.test(file.path)) return [];
  const findings: Finding[] = importsOf(file)
    .filter(({ specifier }) => /^(node:)?timers(\/|$)/.test(specifier ?? ''))
    .map(({ offset }) => finding(file, offset, 'timers come in with a Clock'));
  visit(file, {
    CallExpression: ({ callee, start }) => {
      const name = file.text.slice(callee.start, callee.end);
      if (hidden.has(name)) findings.push(finding(file, start, `${name}() is hidden input: take a Clock`));
    },
    NewExpression: ({ callee, arguments: given, start }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'Date' || given.length > 0) return;
      findings.push(finding(file, start, 'new Date() is hidden input: take a Clock'));
    },
  });
  return findings;
}

/** A caught error is handled, or a comment in the empty place says why nothing has to be done. */
export function swallowedError(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  visit(file, {
    CatchClause: ({ body }) => {
      if (body.body.length > 0 || hasComment(file, body)) return;
      findings.push(finding(file, body.start, 'an error is caught and dropped'));
    },
    CallExpression: ({ callee, arguments: given, start, end }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      const handler = callee.property.name === 'catch' ? given[0] : undefined;
      if (!handler || !doesNothing(handler) || isExplained(file, callee.property.start, end)) return;
      findings.push(finding(file, Math.max(start, callee.property.start), 'a rejection is dropped'));
    },
  });
  return findings;
}

function hasComment(file: SourceFile, node: Node): boolean {
  return file.parsed.comments.some(({ start, end }) => start >= node.start && end <= node.end);
}

/** A comment inside, on the line before or at the end of the last line. */
function isExplained(file: SourceFile, from: number, to: number): boolean {
  const [first, last] = [lineAt(file, from) - 1, lineAt(file, to)];
  return file.parsed.comments.some(({ end }) => lineAt(file, end) >= first && lineAt(file, end) <= last);
}

function doesNothing(handler: Expression | Node): boolean {
  if (handler.type !== 'ArrowFunctionExpression' && handler.type !== 'FunctionExpression') return false;
  const { body } = handler;
  if (!body) return false;
  if (body.type === 'BlockStatement') return body.body.length === 0;
  return body.type === 'Identifier' && body.name === 'undefined';
}

/** A test waits for what it needs, or moves the clock; `until.ts` is how it waits for what nobody announces. */
export function sleepingTest(file: SourceFile): Finding[] {
  if (!isTest(file.path) || file.path === 'test/support/until.ts') return [];
  const findings = importsOf(file)
    .filter(
      ({ specifier, names }) => /^(node:)?timers\/promises$/.test(specifier ?? '') && names.includes('setTimeout'),
    )
    .map(({ offset }) => finding(file, offset, 'a test never sleeps: wait for a condition or move the clock'));
  visit(file, {
    NewExpression: ({ callee, arguments: [executor], start }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'Promise' || !executor) return;
      const text = file.text.slice(executor.start, executor.end);
      if (!/^\(?(\w+)\)?\s*=>\s*\{?\s*(void )?setTimeout\(\1,/.test(text)) return;
      findings.push(finding(file, start, 'a test never sleeps: wait for a condition or move the clock'));
    },
  });
  return findings;
}

export function moduleMock(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  visit(file, {
    CallExpression: ({ callee, start }) => {
      const name = file.text.slice(callee.start, callee.end);
      if (!/^vi\.(mock|doMock|hoisted)$/.test(name)) return;
      findings.push(finding(file, start, `${name}(): wrap the real thing instead of mocking a module`));
    },
  });
  return findings;
}
