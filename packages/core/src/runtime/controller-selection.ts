// `--controllers`, as kube-controller-manager reads it: `*` is every controller, `name` that one, `-name` not that one.
import { badRequestError } from '../resource/api-error.ts';
import type { ControllerDefinition, ControllerFactory } from './controller.ts';

/** Throws BadRequest for a name that no controller has. */
export function selectControllers(
  factories: readonly ControllerFactory[],
  selection: readonly string[],
): readonly ControllerFactory[] {
  const names = new Set(factories.map((make) => make().name));
  for (const each of selection) {
    const name = each.replace(/^-/, '');
    if (each !== '*' && !names.has(name)) {
      throw badRequestError(
        `${JSON.stringify(name)} is not in the list of known controllers: ${[...names].join(', ')}`,
      );
    }
  }
  return factories.filter((make) => isSelected(make(), selection));
}

/** The first word about a controller counts. */
function isSelected({ name }: ControllerDefinition, selection: readonly string[]): boolean {
  const word = selection.find((each) => each === name || each === `-${name}`);
  return word === undefined ? selection.includes('*') : word === name;
}
