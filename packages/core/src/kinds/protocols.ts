/** What ports of services and endpoints can speak; Kubernetes lists them in this order. */
export const supportedProtocols: readonly string[] = ['SCTP', 'TCP', 'UDP'];
