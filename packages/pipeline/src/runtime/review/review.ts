import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { Explained, type Command } from '../command';
import { findWorkspace } from '../workspace';
import { CodeReviewService } from './code-review-service';
import { readBuild } from './finished-build';
import { planReview } from './plan-review';

/** `review`: says on a pull request what a build of it came to; approves it, or takes the approval back. */
export const review: Command = async (args, { cwd, say }) => {
  const { values } = parseArgs({ args, options: { build: { type: 'string' }, region: { type: 'string' } } });
  if (!values.build) throw new Explained("--build is missing, got nothing; give the file that 'aws codebuild batch-get-builds' wrote");
  const { platform } = findWorkspace(cwd);
  const build = readBuild(resolve(cwd, values.build));
  const service = new CodeReviewService(values.region);
  const state = await service.state(build.pullRequest);
  const { reason, comment, approval } = planReview(platform, build, state);
  say(reason);
  // An approval is taken back before anything is said, and given after it: whoever reads it finds the reason.
  if (approval === 'REVOKE') await service.approve(build.pullRequest, state.revision, approval);
  if (comment) await service.comment(build.pullRequest, state, comment);
  if (approval === 'APPROVE') await service.approve(build.pullRequest, state.revision, approval);
};
