import type { Finding, SourceFile } from '../source.ts';
import { silencedCompiler } from './casts.ts';
import { commentedOutCode, unnumberedTodo } from './comments.ts';
import { hiddenTimeAndChance, moduleMock, sleepingTest, swallowedError } from './effects.ts';
import { unusedExport } from './exports.ts';
import { fileName, reExport } from './names.ts';
import { longFile, longFunction } from './size.ts';

/** Looks at one file at a time. */
export const fileRules: ReadonlyArray<(file: SourceFile) => Finding[]> = [
  longFile,
  longFunction,
  fileName,
  silencedCompiler,
  swallowedError,
  hiddenTimeAndChance,
  sleepingTest,
  moduleMock,
  unnumberedTodo,
  commentedOutCode,
];

/** Looks at all files of the repository at `root` together. */
export const repositoryRules: ReadonlyArray<(root: string, files: readonly SourceFile[]) => Finding[]> = [
  reExport,
  unusedExport,
];
