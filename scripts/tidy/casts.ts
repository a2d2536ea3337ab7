import { type Finding, finding, lineAt, type SourceFile, visit } from '../source.ts';

/** `any`, a double cast and a silenced error stand only beside a comment that says why. */
export function silencedCompiler(file: SourceFile): Finding[] {
  const commented = commentedLines(file);
  const findings: Finding[] = [];
  const add = (offset: number, what: string) => {
    const line = lineAt(file, offset);
    if (commented.has(line) || commented.has(line - 1)) return;
    findings.push(finding(file, offset, `${what} without a comment that says why`));
  };
  visit(file, {
    TSAnyKeyword: ({ start }) => add(start, '"any"'),
    TSAsExpression: ({ expression }) => {
      if (expression.type === 'TSAsExpression' && expression.typeAnnotation.type === 'TSUnknownKeyword') {
        add(expression.typeAnnotation.start, '"as unknown as"');
      }
    },
  });
  for (const { value, start } of file.parsed.comments) {
    const directive = /^\s*@ts-(ignore|nocheck|expect-error)(.*)$/s.exec(value);
    if (!directive) continue;
    const [, name, reason = ''] = directive;
    if (name !== 'expect-error') findings.push(finding(file, start, `"@ts-${name}": fix the type`));
    else if (!/\w{3}/.test(reason)) findings.push(finding(file, start, '"@ts-expect-error" without a reason'));
  }
  return findings;
}

function commentedLines(file: SourceFile): Set<number> {
  return new Set(file.parsed.comments.map(({ end }) => lineAt(file, end)));
}
