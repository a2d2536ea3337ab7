import { type Comment, parseSync, type Statement } from 'oxc-parser';
import { type Finding, finding, lineAt, type SourceFile } from '../source.ts';

export function unnumberedTodo(file: SourceFile): Finding[] {
  return file.parsed.comments
    .filter(({ value }) => /\b(TODO|FIXME|XXX)\b(?!\(#\d+\))/.test(value))
    .map(({ start }) => finding(file, start, 'a TODO carries its issue, as in TODO(#12)'));
}

/** A comment that reads as a program is code that somebody did not dare to delete. */
export function commentedOutCode(file: SourceFile): Finding[] {
  return blocksOf(file)
    .filter(({ text }) => isCode(text))
    .map(({ start }) => finding(file, start, 'commented-out code: delete it'));
}

interface Block {
  readonly text: string;
  readonly start: number;
}

/** Line comments that follow each other belong together. */
function blocksOf(file: SourceFile): Block[] {
  const blocks: Block[] = [];
  let lastLine = Number.NEGATIVE_INFINITY;
  for (const comment of file.parsed.comments) {
    const line = lineAt(file, comment.start);
    const previous = blocks.at(-1);
    const follows = comment.type === 'Line' && line === lastLine + 1 && isAlone(file, comment);
    if (previous && follows) blocks[blocks.length - 1] = { ...previous, text: `${previous.text}\n${comment.value}` };
    else blocks.push({ text: comment.value, start: comment.start });
    lastLine = comment.type === 'Line' && isAlone(file, comment) ? line : Number.NEGATIVE_INFINITY;
  }
  return blocks;
}

function isAlone(file: SourceFile, comment: Comment): boolean {
  const lineStart = file.text.lastIndexOf('\n', comment.start) + 1;
  return file.text.slice(lineStart, comment.start).trim() === '';
}

function isCode(text: string): boolean {
  const trimmed = text.trim();
  if (!/[;{}]$/.test(trimmed)) return false;
  const { errors, program } = parseSync('comment.ts', trimmed);
  return errors.length === 0 && program.body.some(isTelling);
}

/** Prose can parse as a label or a lone name; a call or a declaration is code. */
function isTelling(statement: Statement | { type: string }): boolean {
  if (statement.type !== 'ExpressionStatement') return !['LabeledStatement', 'EmptyStatement'].includes(statement.type);
  const { expression } = statement as Extract<Statement, { type: 'ExpressionStatement' }>;
  return ['CallExpression', 'AssignmentExpression', 'AwaitExpression', 'UpdateExpression'].includes(expression.type);
}
