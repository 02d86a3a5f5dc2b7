import { FARGATE_GUIDE, onFargate } from './fargate-rule';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { nameOf, ofKind } from './neighbours';

const ALB = 'alb.ingress.kubernetes.io/';
const NLB = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Classes of Network Load Balancers: of the controller's and of EKS Auto Mode's. */
const NLB_CLASSES = ['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb'];

/** Who makes Application Load Balancers: the controller and EKS Auto Mode. */
const ALB_CONTROLLERS = ['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb'];

/** How traffic comes to pods on Fargate. */
export const fargateTrafficRules: readonly ManifestRule[] = [
  onFargate({
    id: 'fargate/ip-targets', severity: 'error', why: 'a pod on Fargate is behind no node that a load balancer could send to, and targets are nodes unless told otherwise',
    source: `${FARGATE_GUIDE}/fargate.html`, fix: `set the target type to ip: ${ALB}target-type on an Ingress, ${NLB}nlb-target-type on a Service`,
  }, (root, together) => {
    switch (root.get('kind').value) {
      case 'Ingress': return ingressViolations(root, together);
      case 'Service': return serviceViolations(root);
      case 'TargetGroupBinding': return [root.get('spec', 'targetType')].filter(({ value }) => value === 'instance').map((node) => violation(node, 'must be ip'));
      default: return [];
    }
  }),
  onFargate({
    id: 'fargate/no-network-policies', severity: 'warning', why: 'EKS enforces network policies on nodes alone: on Fargate this one is accepted and ignored',
    source: `${FARGATE_GUIDE}/cni-network-policy.html`, fix: 'remove it, and use security groups for pods; or run the pods in a namespace on nodes',
  }, (root) => (root.get('kind').value === 'NetworkPolicy' ? [violation(root.get('kind'), 'is not enforced on Fargate')] : [])),
];

/** Ingresses of other controllers reach pods themselves. What the parameters of a class say goes before an annotation. */
function ingressViolations(root: ManifestNode, together: readonly Manifest[]): Violation[] {
  const annotations = root.get('metadata', 'annotations');
  const className = root.get('spec', 'ingressClassName').value ?? annotations.get('kubernetes.io/ingress.class').value;
  const ofClass = (kind: string) => new ManifestNode(ofKind(together, kind).find((each) => nameOf(each) === className)?.object).get('spec');
  const controller = ofClass('networking.k8s.io/IngressClass').get('controller').value;
  const isAlb = className === 'alb' || ALB_CONTROLLERS.includes(String(controller)) || annotations.keys.some((key) => key.startsWith(ALB));
  const target = annotations.get(`${ALB}target-type`);
  const said = ofClass('elbv2.k8s.aws/IngressClassParams').get('targetType').value ?? target.value;
  return isAlb && said !== 'ip' ? [violation(target, 'must be ip')] : [];
}

/** A Service without selector picks no pods, and one of another class has another load balancer. */
function serviceViolations(root: ManifestNode): Violation[] {
  const spec = root.get('spec');
  const loadBalancer = spec.get('loadBalancerClass');
  const isAws = spec.get('type').value === 'LoadBalancer' && (!loadBalancer.present || NLB_CLASSES.includes(String(loadBalancer.value)));
  const annotations = root.get('metadata', 'annotations');
  const target = annotations.get(`${NLB}nlb-target-type`);
  // `nlb-ip` says both in one word; it is older, and still read.
  const isIp = target.value === 'ip' || annotations.get(`${NLB}type`).value === 'nlb-ip';
  return isAws && spec.get('selector').present && !isIp ? [violation(target, 'must be ip')] : [];
}
