import type { Command } from 'commander';
import type { Cli } from '../cli.ts';

export function defineGet(_command: Command, _cli: Cli): void {}
