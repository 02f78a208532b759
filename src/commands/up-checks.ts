export const upChecks: any = () => [];
