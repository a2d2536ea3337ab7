import type { ArrowFunctionExpression, CallExpression, Function as FunctionNode } from 'oxc-parser';
import { type Finding, finding, lineAt, type SourceFile, visit } from '../source.ts';

const longestFile = 400;
const longestFunction = 70;

export function longFile(file: SourceFile): Finding[] {
  const lines = lineAt(file, file.text.trimEnd().length);
  return lines > longestFile ? [finding(file, 0, `${lines} lines: a file is one idea, at most ${longestFile}`)] : [];
}

export function longFunction(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const groupsOfTests = new Set<unknown>();
  const check = (node: FunctionNode | ArrowFunctionExpression) => {
    const lines = lineAt(file, node.end) - lineAt(file, node.start) + 1;
    if (lines <= longestFunction || groupsOfTests.has(node)) return;
    findings.push(finding(file, node.start, `${lines} lines: a function fits on a screen, at most ${longestFunction}`));
  };
  visit(file, {
    // The body of `describe` is a table of contents, not a function that is read as one.
    CallExpression: (call) => {
      if (/^describe\b/.test(nameOf(call, file))) for (const argument of call.arguments) groupsOfTests.add(argument);
    },
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  });
  return findings;
}

function nameOf(call: CallExpression, file: SourceFile): string {
  return file.text.slice(call.callee.start, call.callee.end);
}
