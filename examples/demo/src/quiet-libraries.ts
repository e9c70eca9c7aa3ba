// The simulated sign-in servers bring a library that warns of this version of Node and of its store, which is meant to be lost.
const { warn } = console;
console.warn = (...said: unknown[]) => {
  if (!String(said[0]).includes('oidc-provider WARNING')) warn(...said);
};
