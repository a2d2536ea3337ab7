import { connect, type Socket } from 'node:net';
import { RuntimeError } from '../runtime/runtime-service.ts';

/** In Kubernetes a forwarded port is the pod's localhost, so a program that listens only there is reached as well. */
export async function connectToPod(ip: string, port: number): Promise<Socket> {
  const attempts = await Promise.allSettled([...new Set([ip, '127.0.0.1'])].map((host) => connected(host, port)));
  const [first, ...others] = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? attempt.value : []));
  for (const socket of others) socket.destroy();
  if (first) return first;
  const message = `failed to connect to localhost:${port} inside the pod at ${ip}: connection refused`;
  throw new RuntimeError('PortForwardError', message);
}

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
