export { gates, leavable } from './gates';
export { refuseFindings, type GateFinding, type GateReport } from './gate-report';
export { runGates, type GatesOptions, type LeavableGate } from './run-gates';
