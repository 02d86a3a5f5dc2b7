import { endAction } from './actions';
import type { EventOf, Refusal } from './event';
import type { ActionRun } from './state';
import { isRefusal, refuse, type Turn } from './turn';

/**
 * A person's answer. A token is good for one question: that of an older one, or of one that was given up or ran out, is refused.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html
 */
export function approve(turn: Turn, { stage: name, action, token, approved, summary }: EventOf<'approve'>): Refusal | void {
  const stage = turn.stage(name);
  if (isRefusal(stage)) return stage;
  if (stage.actions.find((each) => each.name === action)?.actionTypeId.category !== 'Approval') {
    return refuse('ActionNotFoundException', `action ${action} of stage ${name} is no approval`);
  }
  const question = turn.state.executions.flatMap(({ stages }) => stages[name]?.actions ?? []).find((run) => run.name === action && run.approval?.token === token);
  if (question?.approval?.answered) return refuse('ApprovalAlreadyCompletedException', `action ${action} was ${question.status === 'Succeeded' ? 'approved' : 'rejected'} already`);
  const inside = turn.insides().find(({ run }) => run.actions.some((each) => each === question));
  if (!question || !inside || question.status !== 'InProgress') return refuse('InvalidApprovalTokenException', `token ${token} belongs to no question that action ${action} asks now`);
  question.approval!.answered = true;
  const failure = { code: 'Rejected', message: summary || 'rejected' };
  endAction(turn, inside, question, approved ? { status: 'Succeeded', summary } : { status: 'Failed', summary, failure });
}

/** Fails approvals that nobody answered in time. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html */
export function expireApprovals(turn: Turn): void {
  const late = (run: ActionRun) => run.status === 'InProgress' && run.approval !== undefined && run.approval.expires <= turn.now;
  for (const inside of turn.insides()) {
    const failure = { code: 'TimedOut', message: 'nobody answered in time' };
    inside.run.actions.filter(late).forEach((run) => endAction(turn, inside, run, { status: 'Failed', failure }));
  }
}
