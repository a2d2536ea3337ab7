// The server's own writes.
import { mastersGroup, type Request } from '@portolan/core/registry/request.ts';

export const serverRequest: Request = {
  identity: { user: 'system:apiserver', groups: [mastersGroup] },
  fieldManager: 'portolan-api',
};
