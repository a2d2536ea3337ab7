// What the process ends with, so that scripts can tell failures apart.
export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  notFound: 3,
  access: 4,
  conflict: 5,
  timeout: 6,
  unreachable: 7,
  brokenPipe: 141,
  interrupted: 130,
} as const;
