import { FargateBill, PodSize } from '@plinth/workload';
import { aligned } from './columns';

/** What pods on Fargate are billed as: a row for each object, and the sum. */
export function billingTable(billing: readonly FargateBill[]): string[] {
  const rows = billing.map(({ object, pods, requested, billed, jumps }) => [
    object, String(pods), sizeText(requested), sizeText(billed), sizeText(times(billed, pods)), jumps ? 'its 256 MB for Fargate make it the next vCPU size' : '',
  ]);
  const total = billing.map(({ billed, pods }) => times(billed, pods)).reduce((sum, size) => ({ vcpu: sum.vcpu + size.vcpu, memory: sum.memory + size.memory }), { vcpu: 0, memory: 0 });
  return aligned([['on Fargate', 'pods', 'a pod asks for', 'is billed as', 'together', ''], ...rows, ['', '', '', '', sizeText(total), '']], 'left');
}

function times({ vcpu, memory }: PodSize, pods: number): PodSize {
  return { vcpu: vcpu * pods, memory: memory * pods };
}

function sizeText({ vcpu, memory }: PodSize): string {
  const rounded = (amount: number) => String(Math.round(amount * 1000) / 1000);
  return `${rounded(vcpu)} vCPU, ${rounded(memory)} GB`;
}
