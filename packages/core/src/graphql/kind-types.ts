// The object type of each served kind, and the interface they share.
import { groupKind, type KindDefinition, type KindList } from '../resource/kind.ts';
import { type AnyObject, apiVersionOf, type GroupKind } from '../resource/object.ts';
import type { Builder, InterfaceRef, ObjectFields, ObjectRef } from './builder.ts';
import { addPageInfo, type Connection, connectionType } from './connection.ts';
import { type DerivedTypes, readProperty } from './derived-types.ts';
import { describeType } from './descriptions.ts';
import { shortManifest } from './manifest.ts';
import { type KindNames, kindNames } from './names.ts';

export interface KindType {
  readonly definition: KindDefinition;
  readonly kind: GroupKind;
  readonly names: KindNames;
  readonly ref: ObjectRef<AnyObject>;
  readonly connection: ObjectRef<Connection>;
}

export interface KindTypes {
  readonly all: readonly KindType[];
  readonly resource: InterfaceRef<AnyObject>;
  readonly resourceConnection: ObjectRef<Connection>;
  readonly pageInfo: ObjectRef<Connection>;
  of(kind: GroupKind): KindType | undefined;
}

export function addKindTypes(builder: Builder, derived: DerivedTypes, kinds: KindList): KindTypes {
  const resource = addResource(builder, derived, kinds);
  const pageInfo = addPageInfo(builder);
  const all = kinds.all.map((definition): KindType => {
    const names = kindNames(definition, derived.names);
    const ref = builder.objectRef<AnyObject>(names.type);
    ref.implement({
      description: describeType(names.tableType),
      interfaces: [resource],
      fields: (t) => ownFields(derived, names.tableType, t),
    });
    const connection = connectionType(builder, names.type, ref, pageInfo);
    return { definition, kind: groupKind(definition), names, ref, connection };
  });
  const byKind = new Map(all.map((each) => [each.kind, each]));
  return {
    all,
    resource,
    pageInfo,
    resourceConnection: connectionType(builder, 'Resource', resource, pageInfo),
    of: (kind) => byKind.get(kind),
  };
}

/** What the interface does not have already. */
function ownFields(derived: DerivedTypes, tableType: string, t: ObjectFields<AnyObject>) {
  const { apiVersion: _, kind: __, metadata: ___, ...own } = derived.outputFields<AnyObject>(tableType)(t);
  return own;
}

function addResource(builder: Builder, derived: DerivedTypes, kinds: KindList): InterfaceRef<AnyObject> {
  const typeNames = new Map(
    kinds.all.map((each) => {
      const apiVersion = apiVersionOf(each.group, each.version);
      return [`${apiVersion} ${each.kind}`, kindNames(each, derived.names).type];
    }),
  );
  return builder.interfaceRef<AnyObject>('Resource').implement({
    description: 'An object of any kind. Its id is its uid.',
    resolveType: ({ apiVersion, kind }) => typeNames.get(`${apiVersion} ${kind}`),
    fields: (t) => ({
      id: t.id({
        nullable: false,
        description: 'metadata.uid',
        resolve: ({ metadata }) => metadata.uid ?? '',
      }),
      apiVersion: t.string({ nullable: false, description: 'Group and version: `apps/v1`.', resolve: readProperty }),
      kind: t.string({ nullable: false, description: 'The kind: `Deployment`.', resolve: readProperty }),
      metadata: t.field({
        type: derived.output('meta/v1.ObjectMeta'),
        nullable: false,
        description: 'Name, namespace, labels, owners and what else every object has.',
        resolve: readProperty,
      }),
      manifest: t.field({
        type: 'JSON',
        nullable: false,
        description: 'The whole object as JSON.',
        args: {
          managedFields: t.arg.boolean({
            defaultValue: false,
            required: true,
            description: 'With metadata.managedFields, which says who owns which field.',
          }),
        },
        resolve: (object, { managedFields }) => (managedFields ? object : shortManifest(object)),
      }),
    }),
  });
}
