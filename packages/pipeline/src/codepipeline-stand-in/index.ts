export type { Place, Template } from './definition/template-values';
export * from './hooks/code-build-hook';
export * from './hooks/git-source-hook';
export type { ActionCall, ActionHook, Hooks, RuleCall, RuleHook } from './hooks/hook';
export type { RunResult } from './machine/event';
export * from './server';
export * from './stand-in';
