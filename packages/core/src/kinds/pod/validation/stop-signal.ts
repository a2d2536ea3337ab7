// Signals a container may ask to be stopped with; which ones exist depends on the operating system, so it must be told.
import { type FieldPath, forbidden, notSupported } from '../../../resource/field-error.ts';
import type { Findings } from './field-rules.ts';

const named =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN ' +
  'TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ';
const realTime = [
  'RTMIN',
  ...Array.from({ length: 15 }, (_, position) => `RTMIN+${position + 1}`),
  ...Array.from({ length: 14 }, (_, position) => `RTMAX-${14 - position}`),
  'RTMAX',
];
const supported: Readonly<Record<string, readonly string[]>> = {
  linux: [...named.split(' '), ...realTime].map((name) => `SIG${name}`).sort(),
  windows: ['SIGKILL', 'SIGTERM'],
};

export function* validateStopSignal(path: FieldPath, signal: string, os: string | undefined): Findings {
  if (os === undefined) {
    yield forbidden(path, 'may not be set for containers with empty `spec.os.name`');
    return;
  }
  const signals = supported[os];
  if (signals && !signals.includes(signal)) yield notSupported(path, signal, signals);
}
