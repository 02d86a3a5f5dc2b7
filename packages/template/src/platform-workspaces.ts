import { Component, Project } from 'projen';
import { TaskName, TaskRunner } from './config';
import { Microservice } from './microservice';
import { Seeds } from './seeds';
import { TEMPLATE, isHome } from './template-package';
import { TemplateWorkspace } from './template-workspace';
import { SpecialWorkspace } from './turbo-config';
import { Dependency } from './versions';
import { Workspace, WorkspaceOptions } from './workspace';

const CHECKS: TaskName[] = ['lint', 'types', 'test'];

type Listed = Omit<WorkspaceOptions, 'scope' | 'runner'>;

/** The packages of every platform, and the app that puts them together. */
const WORKSPACES: readonly Listed[] = [
  {
    directory: 'packages/cluster', description: 'Network, EKS cluster, capacity and access.',
    internal: ['template'], dependencies: ['@aws-sdk/client-eks', 'aws-cdk-lib', 'constructs'], development: ['cdk-nag', 'fast-check', 'yaml'], tasks: CHECKS,
  },
  {
    directory: 'packages/workload', description: 'Hardened Kubernetes manifests, and the checks that they are.',
    internal: ['template'], dependencies: ['cdk8s', 'cdk8s-plus-34', 'constructs', 'yaml'], development: ['fast-check'], tasks: [...CHECKS, 'bench'],
  },
  {
    directory: 'packages/pipeline', description: 'Source, registry, build and delivery.',
    internal: ['template'], dependencies: [
      '@aws-sdk/client-codecommit', '@aws-sdk/client-codepipeline', '@aws-sdk/client-ecr', '@aws-sdk/client-s3',
      'aws-cdk-lib', 'constructs', 'esbuild', 'spdx-satisfies', 'yaml',
    ], development: ['@types/spdx-satisfies', 'cdk-nag', 'fast-check'], tasks: [...CHECKS, 'bench'],
  },
  {
    directory: 'packages/observability', description: 'Logs, metrics, traces, dashboards and alarms.',
    internal: ['template'], dependencies: ['aws-cdk-lib', 'constructs'], development: ['cdk-nag'], tasks: CHECKS,
  },
  {
    directory: 'apps/platform', description: 'platform.json to the stacks and manifests of every environment.', checksProjenrc: true,
    internal: ['template', 'cluster', 'workload', 'pipeline', 'observability'],
    dependencies: ['aws-cdk-lib', 'cdk-nag', 'cdk8s', 'constructs'], tasks: [...CHECKS, 'synth', 'render'],
  },
];

/** What a service's code starts with; `Microservice.addDependency` adds to it. */
const SERVICE_DEPENDENCIES: Dependency[] = [
  '@fastify/swagger', '@opentelemetry/api', '@opentelemetry/exporter-metrics-otlp-http', '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources', '@opentelemetry/sdk-metrics', '@opentelemetry/sdk-trace-node', 'fastify', 'pino',
];

/** Files beside the workspaces that a team gets to keep. */
const ROOT_SEEDS = ['docs', 'AGENTS.md', 'ARCHITECTURE.md'];

/** Every npm workspace: its managed files, and its sources, which are seeded once. */
export class PlatformWorkspaces extends Component {
  private readonly workspaces: Workspace[];
  private readonly seeds: Seeds;

  public constructor(project: Project, private readonly scope: string, private readonly runner: TaskRunner) {
    super(project, 'PlatformWorkspaces');
    this.seeds = new Seeds(project);
    this.workspaces = WORKSPACES.map((options) => new Workspace(project, { ...options, scope, runner }));
    this.workspaces.forEach(({ directory }) => this.seed(directory, directory));
    ROOT_SEEDS.forEach((path) => this.seed(path, path));
    if (isHome(project.outdir)) new TemplateWorkspace(project, runner);
    else this.seed('packages/template/starter/README.md', 'README.md');
  }

  /** Makes a service's workspace, its sources copied from the sample service. */
  public addService(service: Microservice): void {
    const directory = `apps/${service.name}`;
    const workspace = new Workspace(this.project, {
      scope: this.scope,
      runner: this.runner,
      directory,
      description: 'A microservice of the platform.',
      main: 'src/main.ts',
      dependencies: SERVICE_DEPENDENCIES,
      development: ['@types/autocannon', 'autocannon'],
      internalDev: ['workload', 'pipeline', 'observability'],
      tasks: [...CHECKS, 'render', 'bundle', 'image', 'dev', 'bench'],
    });
    Object.entries(service.addedDependencies()).forEach(([name, version]) => workspace.addDependency(name, version));
    this.workspaces.push(workspace);
    this.seed('apps/sample-service', directory, (text) => text.replaceAll('sample-service', service.name));
  }

  /** Every workspace's package.json, by folder. */
  public manifests(): Record<string, Record<string, unknown>> {
    const manifests: [string, Record<string, unknown>][] = this.workspaces.map((workspace) => [workspace.directory, workspace.manifest()]);
    if (isHome(this.project.outdir)) manifests.push([TemplateWorkspace.DIRECTORY, TemplateWorkspace.manifest(this.runner)]);
    return Object.fromEntries(manifests);
  }

  /** Those whose tests look at the whole repository. */
  public special(): SpecialWorkspace[] {
    return [
      ...this.workspaces.filter(({ checksProjenrc }) => checksProjenrc),
      ...(isHome(this.project.outdir) ? [{ packageName: TEMPLATE.name, checksProjenrc: false }] : []),
    ];
  }

  private seed(from: string, to: string, rename = (text: string) => text): void {
    const scoped = (text: string) => text.replace(new RegExp(`${TEMPLATE.scope}/(?!template\\b)`, 'g'), `${this.scope}/`);
    this.seeds.add(from, to, (text) => rename(scoped(text)));
  }
}
