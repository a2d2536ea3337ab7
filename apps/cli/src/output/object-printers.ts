// Objects as `-o` wants them, all forms but tables.
import type { ApiObject } from '@portolan/client/objects.ts';
import type { Cli } from '../cli.ts';
import { nameOutput } from '../resource-arguments.ts';
import type { KindNames } from '../resource-kinds.ts';
import { safeJson } from '../terminal-text.ts';
import type { OutputFormat } from './output-format.ts';

export interface ObjectList {
  readonly apiVersion: 'v1';
  readonly kind: 'List';
  readonly items: readonly ApiObject[];
  readonly metadata: { readonly resourceVersion: string };
}

export interface ObjectPrinter {
  printObject(object: ApiObject): Promise<void>;
  /** What a command found that was not asked for one object by name. */
  printList(objects: readonly ApiObject[]): Promise<void>;
  /** Anything else, for forms that can show it: an event of a watch. */
  printValue?(value: unknown): Promise<void>;
}

/** Undefined for tables, which the server makes. Throws UsageError for a template that is none. */
export async function objectPrinter(
  cli: Cli,
  format: OutputFormat,
  kinds: KindNames,
  { withHeadings = true }: { readonly withHeadings?: boolean } = {},
): Promise<ObjectPrinter | undefined> {
  switch (format.form) {
    case 'table':
      return undefined;
    case 'json':
      return valuePrinter((value) => cli.print(safeJson(value)));
    case 'yaml':
      return yamlPrinter(cli);
    case 'name':
      return namePrinter(cli, kinds);
    case 'jsonpath': {
      const { parseJsonPath } = await import('../jsonpath/parse.ts');
      const { renderJsonPath } = await import('../jsonpath/render.ts');
      const template = parseJsonPath(format.template);
      return valuePrinter((value) => cli.write(renderJsonPath(template, value)));
    }
    case 'custom-columns': {
      const { customColumnsPrinter } = await import('./custom-columns.ts');
      return customColumnsPrinter(cli, format.template, withHeadings);
    }
  }
}

function listOf(items: readonly ApiObject[]): ObjectList {
  return { apiVersion: 'v1', kind: 'List', items, metadata: { resourceVersion: '' } };
}

function valuePrinter(print: (value: unknown) => void): ObjectPrinter {
  return {
    printObject: async (object) => print(object),
    printList: async (objects) => print(listOf(objects)),
    printValue: async (value) => print(value),
  };
}

async function yamlPrinter(cli: Cli): Promise<ObjectPrinter> {
  const { safeYaml } = await import('./yaml-text.ts');
  let isFirst = true;
  return valuePrinter((value) => {
    cli.print(`${isFirst ? '' : '---\n'}${safeYaml(value).trimEnd()}`);
    isFirst = false;
  });
}

function namePrinter(cli: Cli, kinds: KindNames): ObjectPrinter {
  const printObject = async (object: ApiObject) =>
    cli.print(nameOutput(kinds.ofManifest(object), object.metadata.name));
  return {
    printObject,
    printList: async (objects) => {
      for (const object of objects) await printObject(object);
    },
  };
}
