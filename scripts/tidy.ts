// The part of our rules of style that a program can check. Each rule is an entry of the list in tidy/rules.ts.
import { readSources, report } from './source.ts';
import { fileRules, repositoryRules } from './tidy/rules.ts';

const files = readSources('.');
const findings = [
  ...files.flatMap((file) => fileRules.flatMap((rule) => rule(file))),
  ...repositoryRules.flatMap((rule) => rule('.', files)),
];
report(findings, files.length);
