// The texts, a file for each area and language. A text that one language lacks does not compile, and a test compares them.
import type { Language, languages } from './languages.ts';
import actions from './messages/en/actions.json' with { type: 'json' };
import activity from './messages/en/activity.json' with { type: 'json' };
import components from './messages/en/components.json' with { type: 'json' };
import connection from './messages/en/connection.json' with { type: 'json' };
import controllers from './messages/en/controllers.json' with { type: 'json' };
import create from './messages/en/create.json' with { type: 'json' };
import dock from './messages/en/dock.json' with { type: 'json' };
import events from './messages/en/events.json' with { type: 'json' };
import filter from './messages/en/filter.json' with { type: 'json' };
import keys from './messages/en/keys.json' with { type: 'json' };
import nodes from './messages/en/nodes.json' with { type: 'json' };
import objects from './messages/en/objects.json' with { type: 'json' };
import overview from './messages/en/overview.json' with { type: 'json' };
import palette from './messages/en/palette.json' with { type: 'json' };
import playground from './messages/en/playground.json' with { type: 'json' };
import pods from './messages/en/pods.json' with { type: 'json' };
import services from './messages/en/services.json' with { type: 'json' };
import session from './messages/en/session.json' with { type: 'json' };
import settings from './messages/en/settings.json' with { type: 'json' };
import shell from './messages/en/shell.json' with { type: 'json' };
import states from './messages/en/states.json' with { type: 'json' };
import time from './messages/en/time.json' with { type: 'json' };
import usage from './messages/en/usage.json' with { type: 'json' };
import why from './messages/en/why.json' with { type: 'json' };
import workloads from './messages/en/workloads.json' with { type: 'json' };
import zhActions from './messages/zh-CN/actions.json' with { type: 'json' };
import zhActivity from './messages/zh-CN/activity.json' with { type: 'json' };
import zhComponents from './messages/zh-CN/components.json' with { type: 'json' };
import zhConnection from './messages/zh-CN/connection.json' with { type: 'json' };
import zhControllers from './messages/zh-CN/controllers.json' with { type: 'json' };
import zhCreate from './messages/zh-CN/create.json' with { type: 'json' };
import zhDock from './messages/zh-CN/dock.json' with { type: 'json' };
import zhEvents from './messages/zh-CN/events.json' with { type: 'json' };
import zhFilter from './messages/zh-CN/filter.json' with { type: 'json' };
import zhKeys from './messages/zh-CN/keys.json' with { type: 'json' };
import zhNodes from './messages/zh-CN/nodes.json' with { type: 'json' };
import zhObjects from './messages/zh-CN/objects.json' with { type: 'json' };
import zhOverview from './messages/zh-CN/overview.json' with { type: 'json' };
import zhPalette from './messages/zh-CN/palette.json' with { type: 'json' };
import zhPlayground from './messages/zh-CN/playground.json' with { type: 'json' };
import zhPods from './messages/zh-CN/pods.json' with { type: 'json' };
import zhServices from './messages/zh-CN/services.json' with { type: 'json' };
import zhSession from './messages/zh-CN/session.json' with { type: 'json' };
import zhSettings from './messages/zh-CN/settings.json' with { type: 'json' };
import zhShell from './messages/zh-CN/shell.json' with { type: 'json' };
import zhStates from './messages/zh-CN/states.json' with { type: 'json' };
import zhTime from './messages/zh-CN/time.json' with { type: 'json' };
import zhUsage from './messages/zh-CN/usage.json' with { type: 'json' };
import zhWhy from './messages/zh-CN/why.json' with { type: 'json' };
import zhWorkloads from './messages/zh-CN/workloads.json' with { type: 'json' };

const en = {
  actions,
  activity,
  components,
  connection,
  controllers,
  create,
  dock,
  events,
  filter,
  keys,
  nodes,
  objects,
  overview,
  palette,
  playground,
  pods,
  services,
  session,
  settings,
  shell,
  states,
  time,
  usage,
  why,
  workloads,
};

export type Messages = typeof en;

const zhCn: Messages = {
  actions: zhActions,
  activity: zhActivity,
  components: zhComponents,
  connection: zhConnection,
  controllers: zhControllers,
  create: zhCreate,
  dock: zhDock,
  events: zhEvents,
  filter: zhFilter,
  keys: zhKeys,
  nodes: zhNodes,
  objects: zhObjects,
  overview: zhOverview,
  palette: zhPalette,
  playground: zhPlayground,
  pods: zhPods,
  services: zhServices,
  session: zhSession,
  settings: zhSettings,
  shell: zhShell,
  states: zhStates,
  time: zhTime,
  usage: zhUsage,
  why: zhWhy,
  workloads: zhWorkloads,
};

const messages: Readonly<Record<Language, Messages>> = { en, 'zh-CN': zhCn };

export function messagesOf(language: Language): Messages {
  return messages[language];
}

declare module 'use-intl' {
  interface AppConfig {
    Messages: Messages;
    Locale: (typeof languages)[number];
  }
}
