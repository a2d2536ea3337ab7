// The rival of the fan-out: the same schema, objects and database, served as one would with stock libraries. Each subscriber
// has an iterator of its own, its document is executed for it alone by graphql-js, and graphql-ws sends what comes out.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { type ControlPlane, startControlPlane } from '@portolan/core/control-plane.ts';
import type { GraphqlContext } from '@portolan/core/graphql/context.ts';
import { RequestReads } from '@portolan/core/graphql/request-reads.ts';
import { buildSchema } from '@portolan/core/graphql/schema.ts';
import type { WatchExtension } from '@portolan/core/graphql/watch-fields.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { mastersGroup } from '@portolan/core/registry/request.ts';
import { deltaFrame, type WatchFrame } from '@portolan/core/registry/watch.ts';
import { snapshotFrame, takeSnapshot } from '@portolan/core/registry/watch-frames.ts';
import { type Selection, selectEvent, selectionOfWatch } from '@portolan/core/registry/watch-selection.ts';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
