import { FARGATE_GUIDE, onFargate, podsOnFargate } from './fargate-rule';
import { Manifest } from './manifest';
import { ManifestNode } from './manifest-node';
import { ManifestRule, Violation, violation } from './manifest-rule';
import { ofKind } from './neighbours';

/** Volumes Fargate mounts. */
const VOLUMES = ['configMap', 'downwardAPI', 'emptyDir', 'nfs', 'persistentVolumeClaim', 'projected', 'secret'];

const EFS = 'efs.csi.aws.com';

/** What pods on Fargate can store. */
export const fargateStorageRules: readonly ManifestRule[] = [
  podsOnFargate({
    id: 'fargate/volumes', severity: 'error', why: 'Fargate refuses other volumes, and the pod stays Pending: there is no host to mount, and drivers of the Container Storage Interface run as DaemonSets',
    source: 'https://github.com/cert-manager/csi-driver/issues/267', fix: `use one of ${VOLUMES.join(', ')}`,
  }, (pod) => pod.get('volumes').items.flatMap((volume) => volume.keys.filter((key) => key !== 'name' && !VOLUMES.includes(key)).map((key) => volume.get(key)))
    .filter(({ present }) => present).map((node) => violation(node, 'is a volume Fargate does not mount'))),
  onFargate({
    id: 'fargate/static-claims', severity: 'error', why: 'Fargate mounts no EBS volume and provisions none: the claim finds nothing to bind to, or its pod stays Pending',
    source: `${FARGATE_GUIDE}/fargate.html`, fix: "make a PersistentVolume of an EFS file system, and name it in volumeName with storageClassName ''",
  }, (root, together) => {
    if (root.get('kind').value === 'PersistentVolumeClaim') return claimViolations(root.get('spec'), together);
    const templates = root.get('kind').value === 'StatefulSet' ? root.get('spec', 'volumeClaimTemplates').items : [];
    return templates.flatMap((template) => claimViolations(template.get('spec'), together));
  }),
];

/** A claim binds to what is there when it says so: by name, by labels, by no class, or by a class whose volumes are of EFS. */
function claimViolations(claim: ManifestNode, together: readonly Manifest[]): Violation[] {
  const [name, storageClass] = ['volumeName', 'storageClassName'].map((key) => claim.get(key));
  const volumes = ofKind(together, 'PersistentVolume').map(({ object }) => new ManifestNode(object));
  const named = volumes.find((volume) => name.present && volume.get('metadata', 'name').value === name.value);
  if (named) return isEfs(named) ? [] : [violation(name, 'must name a volume of EFS')];
  const isStatic = name.present || claim.get('selector').present || storageClass.value === '';
  const ofClass = volumes.some((volume) => storageClass.present && volume.get('spec', 'storageClassName').value === storageClass.value && isEfs(volume));
  return isStatic || ofClass ? [] : [violation(storageClass, 'must not ask for a new volume')];
}

function isEfs(volume: ManifestNode): boolean {
  return volume.get('spec', 'csi', 'driver').value === EFS;
}
