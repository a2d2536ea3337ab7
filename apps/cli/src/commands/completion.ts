// What a shell needs to complete commands: a function that asks this program for candidates.
import { Argument, type Command } from 'commander';
import type { Cli } from '../cli.ts';

const scripts = {
  bash: `_portolan() {
  local IFS=$'\\n' words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  # What is completed may hold colons and equal signs, at which bash breaks words.
  local line
  COMPREPLY=()
  while read -r line; do COMPREPLY+=("$line"); done < <(portolan __complete -- "\${words[@]}" 2>/dev/null | cut -f1)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=/] ]] && compopt -o nospace
  return 0
}
complete -o default -F _portolan portolan
`,
  zsh: `#compdef portolan
_portolan() {
  local -a candidates
  local line
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${line#*$'\\t'}:+:\${line#*$'\\t'}}")
  done < <(portolan __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then _describe 'portolan' candidates; else _files; fi
}
compdef _portolan portolan
`,
  fish: `function __portolan_complete
  set -l words (commandline -opc) (commandline -ct)
  portolan __complete -- $words[2..-1] 2>/dev/null
end
complete -c portolan -f -a '(__portolan_complete)'
`,
} as const;

export function defineCompletion(command: Command, cli: Cli): void {
  command
    .addArgument(new Argument('<shell>', 'for which').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      `
  bash  source <(portolan completion bash)
  zsh   source <(portolan completion zsh)
  fish  portolan completion fish | source`,
    )
    .action((shell: keyof typeof scripts) => {
      cli.streams.stdout.write(scripts[shell]);
    });
}
