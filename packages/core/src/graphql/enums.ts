// Enumerations, in GraphQL's capitals; resolvers see the registry's own words.
import type { Builder } from './builder.ts';

export type Enums = ReturnType<typeof addEnums>;

export function addEnums(builder: Builder) {
  return {
    eventType: builder.enumType('EventType', {
      description: 'What happened to an object.',
      values: {
        ADDED: { description: 'It came into being, or into the selected set.' },
        MODIFIED: { description: 'It changed.' },
        DELETED: { description: 'It is gone, or left the selected set.' },
      } as const,
    }),
    frameType: builder.enumType('FrameType', {
      description: 'What a frame of a watch holds.',
      values: {
        SNAPSHOT: { description: 'All that is selected; in several frames while `more` is true.' },
        DELTA: { description: 'Changes since the frame before, whole revisions.' },
        BOOKMARK: { description: 'Nothing new up to this resourceVersion.' },
        RELIST_REQUIRED: { description: 'History was lost for this watch and it ends: watch anew, without `since`.' },
      } as const,
    }),
    outcome: builder.enumType('Outcome', {
      description: 'What a write did to an object.',
      values: {
        CREATED: { value: 'created', description: 'It did not exist.' },
        CONFIGURED: { value: 'configured', description: 'It was changed.' },
        UNCHANGED: { value: 'unchanged', description: 'It was already so: nothing was written.' },
        DELETED: { value: 'deleted', description: 'It is gone.' },
        TERMINATING: {
          value: 'terminating',
          description: 'Its deletion has begun and waits for a grace period or finalizers.',
        },
      } as const,
    }),
    patchType: builder.enumType('PatchType', {
      description: 'How a patch is written.',
      values: {
        STRATEGIC: { value: 'strategic', description: "A part of the object; lists merge by Kubernetes' merge keys." },
        MERGE: { value: 'merge', description: 'A JSON merge patch (RFC 7386): lists are replaced, null removes.' },
        JSON: { value: 'json', description: 'A JSON patch (RFC 6902): a list of steps.' },
      } as const,
    }),
    subresource: builder.enumType('Subresource', {
      description: 'A part of an object that is written by itself.',
      values: {
        STATUS: { value: 'status', description: 'Writes `status` and nothing else.' },
        SCALE: { value: 'scale', description: 'The number of replicas, as autoscaling/v1 Scale.' },
        FINALIZE: { value: 'finalize', description: 'Writes `spec.finalizers` of a namespace and nothing else.' },
      } as const,
    }),
    fieldValidation: builder.enumType('FieldValidation', {
      description: 'How unknown fields are met.',
      values: {
        STRICT: { description: 'Refused, with their paths.' },
        WARN: { description: 'Dropped, with a warning each.' },
        IGNORE: { description: 'Dropped.' },
      } as const,
    }),
    propagation: builder.enumType('Propagation', {
      description: 'What becomes of the objects that a deleted one owns.',
      values: {
        BACKGROUND: { value: 'Background', description: 'They are deleted after it.' },
        FOREGROUND: { value: 'Foreground', description: 'They are deleted before it.' },
        ORPHAN: { value: 'Orphan', description: 'They stay, without an owner.' },
      } as const,
    }),
  };
}
