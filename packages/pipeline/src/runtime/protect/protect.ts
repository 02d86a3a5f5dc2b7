import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPlatform, SourceProvider } from '@plinth/template/config';
import { deliveryNames, REVIEWER_SESSION } from '../../delivery-names';
import { Explained, type Command } from '../command';
import { findWorkspace } from '../workspace';
import { ApprovalService } from './approval-service';
import { planProtection, wantedTemplates } from './plan-protection';

/** `protect`: gives the branch its approval rules, which CloudFormation has no resource for. Shows what is missing; with `--yes` it is done. */
export const protect: Command = async (args, { cwd, print, say }) => {
  const { values } = parseArgs({ args, options: { plan: { type: 'boolean' }, yes: { type: 'boolean' }, region: { type: 'string' } } });
  const { name, source } = readPlatform(join(findWorkspace(cwd).root, 'platform.json'));
  const { provider = SourceProvider.CODECOMMIT, repository = name, branch = 'main' } = source ?? {};
  if (provider !== SourceProvider.CODECOMMIT) {
    throw new Explained(`source.provider has its own branch protection, got "${provider}"; require the status 'pull request check' there`);
  }
  const service = new ApprovalService(repository, values.region);
  const { partition, account } = await service.owner();
  const wanted = wantedTemplates(name, branch, `arn:${partition}:sts::${account}:assumed-role/${deliveryNames.reviewerRole(name)}/${REVIEWER_SESSION}`);
  const steps = planProtection(wanted, await service.templates(wanted.map((template) => template.name)));
  for (const { action, template } of steps) print(`${action} ${template.name}`);
  if (steps.length === 0) return say(`${branch} of ${repository} is protected`);
  if (!values.yes || values.plan) return say('nothing is changed; --yes does it');
  for (const step of steps) await service.perform(step);
  say(`${branch} of ${repository} is protected; open pull requests keep the rules they were made with`);
};
