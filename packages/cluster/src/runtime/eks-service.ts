import {
  Addon, AddonInfo, Category, Cluster, DescribeAddonCommand, DescribeAddonVersionsCommand, DescribeClusterCommand, DescribeInsightCommand, DescribeNodegroupCommand,
  DescribeUpdateCommand, DescribeUpdateCommandInput, EKSClient, Insight, InsightSummary, ListAddonsCommand, ListInsightsCommand, ListNodegroupsCommand, ListUpdatesCommand,
  Nodegroup, Update, UpdateAddonCommand, UpdateClusterVersionCommand, UpdateNodegroupVersionCommand,
} from '@aws-sdk/client-eks';
import { Explained } from '../explained';
import { explainedAwsError } from './aws-error';

/** Pages of one list that are read at most, 100 entries each: an answer that never ends is an error. */
const MAX_PAGES = 20;

/** Amazon EKS, one function per call. The SDK tries each call three times. */
export class EksService {
  private readonly client: EKSClient;

  constructor(region?: string) {
    this.client = new EKSClient({ region, maxAttempts: 3 });
  }

  async cluster(name: string): Promise<Cluster> {
    return this.try(`cluster ${name} cannot be read`, async () => (await this.client.send(new DescribeClusterCommand({ name }))).cluster!);
  }

  async insights(clusterName: string, category: Category): Promise<InsightSummary[]> {
    return this.pages(`insights of cluster ${clusterName} cannot be read`, async (nextToken) => {
      const { insights = [], nextToken: next } = await this.client.send(new ListInsightsCommand({ clusterName, filter: { categories: [category] }, nextToken }));
      return { items: insights, next };
    });
  }

  async insight(clusterName: string, id: string): Promise<Insight> {
    return this.try(`insight ${id} cannot be read`, async () => (await this.client.send(new DescribeInsightCommand({ clusterName, id }))).insight!);
  }

  async nodeGroups(clusterName: string): Promise<Nodegroup[]> {
    const names = await this.pages(`node groups of cluster ${clusterName} cannot be read`, async (nextToken) => {
      const { nodegroups = [], nextToken: next } = await this.client.send(new ListNodegroupsCommand({ clusterName, nextToken }));
      return { items: nodegroups, next };
    });
    return Promise.all(names.map((nodegroupName) => this.try(`node group ${nodegroupName} cannot be read`,
      async () => (await this.client.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }))).nodegroup!)));
  }

  async addons(clusterName: string): Promise<Addon[]> {
    const names = await this.pages(`add-ons of cluster ${clusterName} cannot be read`, async (nextToken) => {
      const { addons = [], nextToken: next } = await this.client.send(new ListAddonsCommand({ clusterName, nextToken }));
      return { items: addons, next };
    });
    return Promise.all(names.map((addonName) => this.addon(clusterName, addonName)));
  }

  async addon(clusterName: string, addonName: string): Promise<Addon> {
    return this.try(`add-on ${addonName} cannot be read`, async () => (await this.client.send(new DescribeAddonCommand({ clusterName, addonName }))).addon!);
  }

  async addonVersions(addonName: string, kubernetesVersion: string): Promise<AddonInfo[]> {
    return this.pages(`versions of add-on ${addonName} cannot be read`, async (nextToken) => {
      const { addons = [], nextToken: next } = await this.client.send(new DescribeAddonVersionsCommand({ addonName, kubernetesVersion, nextToken }));
      return { items: addons, next };
    });
  }

  /** Updates of the control plane. */
  async updates(name: string): Promise<Update[]> {
    const ids = await this.pages(`updates of cluster ${name} cannot be read`, async (nextToken) => {
      const { updateIds = [], nextToken: next } = await this.client.send(new ListUpdatesCommand({ name, nextToken }));
      return { items: updateIds, next };
    });
    const updates: Update[] = [];
    // One after another: there may be many, and EKS throttles.
    for (const updateId of ids) updates.push(await this.update({ name, updateId }));
    return updates;
  }

  async update(input: DescribeUpdateCommandInput): Promise<Update> {
    return this.try(`update ${input.updateId} cannot be read`, async () => (await this.client.send(new DescribeUpdateCommand(input))).update!);
  }

  /** Starts the way up or down of the control plane: EKS has one call for both. */
  async setClusterVersion(name: string, version: string): Promise<Update> {
    return this.try(`cluster ${name} cannot go to ${version}`, async () => (await this.client.send(new UpdateClusterVersionCommand({ name, version }))).update!);
  }

  async setNodeGroupVersion(clusterName: string, nodegroupName: string, version: string): Promise<Update> {
    const command = new UpdateNodegroupVersionCommand({ clusterName, nodegroupName, version });
    return this.try(`node group ${nodegroupName} cannot go to ${version}`, async () => (await this.client.send(command)).update!);
  }

  /** Starts an update of an add-on; its configuration and role stay. */
  async setAddonVersion(clusterName: string, addonName: string, addonVersion: string): Promise<Update> {
    const { configurationValues, serviceAccountRoleArn } = await this.addon(clusterName, addonName);
    const command = new UpdateAddonCommand({ clusterName, addonName, addonVersion, configurationValues, serviceAccountRoleArn, resolveConflicts: 'OVERWRITE' });
    return this.try(`add-on ${addonName} cannot go to ${addonVersion}`, async () => (await this.client.send(command)).update!);
  }

  private async pages<T>(wrong: string, read: (nextToken?: string) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
    const all: T[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { items, next } = await this.try(wrong, () => read(token));
      all.push(...items);
      if (!next) return all;
      token = next;
    }
    throw new Explained(`${wrong}, got more than ${MAX_PAGES} pages; try again, and tell AWS if it stays`);
  }

  private async try<T>(wrong: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainedAwsError(wrong, error as Error);
    }
  }
}
