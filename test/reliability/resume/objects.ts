// The rig's objects: ConfigMaps of one namespace.
export const kind = 'ConfigMap';
export const namespace = 'default';
