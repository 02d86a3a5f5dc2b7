import { Microservice, renderService } from '@plinth/workload';

renderService('sample-service', (chart, props) => {
  new Microservice(chart, 'Default', { ...props, env: { LOG_LEVEL: 'info' } });
});
