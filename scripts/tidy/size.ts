import type { ArrowFunctionExpression, Function as FunctionNode } from 'oxc-parser';
import { type Finding, finding, isTest, lineAt, type SourceFile, visit } from '../source.ts';

const longestFile = 400;
const longestFunction = 70;

export function longFile(file: SourceFile): Finding[] {
  const lines = lineAt(file, file.text.trimEnd().length);
  return lines > longestFile ? [finding(file, 0, `${lines} lines: a file is one idea, at most ${longestFile}`)] : [];
}

export function longFunction(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const groups = new Set<unknown>();
  const check = (node: FunctionNode | ArrowFunctionExpression) => {
    const lines = lineAt(file, node.end) - lineAt(file, node.start) + 1;
    if (lines <= longestFunction || groups.has(node) || isGroupOfTests(file, node)) return;
    findings.push(finding(file, node.start, `${lines} lines: a function fits on a screen, at most ${longestFunction}`));
  };
  visit(file, {
    CallExpression: ({ callee, arguments: given }) => {
      if (!/^describe\b/.test(file.text.slice(callee.start, callee.end))) return;
      for (const argument of given) groups.add(argument);
    },
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  });
  return findings;
}

/** Like the body of `describe`: a table of contents, not a function that is read as one. */
function isGroupOfTests(file: SourceFile, { body }: FunctionNode | ArrowFunctionExpression): boolean {
  if (!isTest(file.path) || body?.type !== 'BlockStatement') return false;
  return body.body.some((statement) => /^(describe|it|test)\b/.test(file.text.slice(statement.start, statement.end)));
}
