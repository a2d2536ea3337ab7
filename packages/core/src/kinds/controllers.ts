// The controllers a control plane runs, one line each; each of their files says what it does.
import type { ControllerFactory } from '../runtime/controller.ts';

export const controllers: readonly ControllerFactory[] = [];
