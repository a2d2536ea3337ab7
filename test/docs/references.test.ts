// What pages list is complete, and what they mention in passing is there.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { commands } from '../../apps/cli/src/commands.ts';
import { blocksOf, root, textOf } from './page.ts';

describe('the page on troubleshooting', () => {
  it('has a section for every error code, in the order of the alphabet', () => {
    const source = readFileSync(`${root}packages/core/src/graphql/errors.ts`, 'utf8');
    const codes = [...new Set([...source.matchAll(/^ {2}\w+: '([A-Z_]+)',$/gm)].map(([, code]) => code))];
    const sections = [...textOf('docs/troubleshooting.md').matchAll(/^## ([A-Z_]+)$/gm)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(10);
    expect(sections).toEqual(codes.sort());
  });
});

describe('the page for users of kubectl', () => {
  const page = textOf('docs/kubectl-to-portolan.md');
  const [, same = '', own = '', , missing = ''] = page.split(/^## /m);
  const names = new Set(commands.map(({ name }) => name));

  it('names every command that is there, as the same or as its own, and no other', () => {
    const table = [same, own].map((section) => section.slice(0, section.indexOf('```'))).join('');
    const mentioned = new Set([...table.matchAll(/`(?:(?:kubectl|portolan) )?([a-z-]+)/g)].map(([, word]) => word));
    const shown = [...names].filter((name) => !name.startsWith('__'));
    expect(shown.filter((name) => !mentioned.has(name))).toEqual([]);
    const begun = [...table.matchAll(/`(?:kubectl|portolan) ([a-z-]+)/g)].map(([, word = '']) => word);
    expect(begun.filter((word) => !names.has(word))).toEqual([]);
  });

  it('calls no command missing that is there', () => {
    const rows = missing.split('\n').flatMap((line) => /^\| `([a-z]+)`/.exec(line)?.[1] ?? []);
    expect(rows).toContain('proxy');
    expect(rows.filter((name) => names.has(name))).toEqual([]);
  });

  it('calls no kind missing that is served', () => {
    const schema = buildSchema(readFileSync(`${root}packages/core/schema.graphql`, 'utf8'));
    const kinds = /Among those that are not: (.*?)\. A manifest/s.exec(missing)?.[1]?.match(/[A-Z]\w+/g) ?? [];
    expect(kinds).toContain('StatefulSet');
    const roots = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(kinds.filter((kind) => roots.includes(`create${kind}`))).toEqual([]);
  });
});

describe('the page on operations', () => {
  const text = blocksOf(textOf('docs/operations.md'))
    .filter(({ language }) => language === 'ini' || language === 'procfile')
    .map(({ code }) => code.replaceAll('\\\n', ' '))
    .join('\n');
  const lines = [...text.matchAll(/\bportolan (api|controller-manager|scheduler|dashboard|agent)(.*)$/gm)];

  it.each([...new Set(lines.map(([, program = '']) => program))])(
    'starts portolan %s with flags that it knows',
    (program) => {
      const { stdout } = spawnSync(process.execPath, [`${root}apps/cli/bin/portolan.mjs`, program, '--help']);
      const given = lines
        .filter(([, started]) => started === program)
        .flatMap(([, , rest]) => rest?.match(/--[a-z-]+/g) ?? []);
      expect(given.filter((flag) => !String(stdout).includes(flag))).toEqual([]);
    },
  );

  it('starts every program', () => expect(lines).toHaveLength(8));
});
